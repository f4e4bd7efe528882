import { type Problem, unknownField } from "../model/problems";
import { PROVIDER_SETTING_NAMES } from "../model/provider-settings";
import type { Values } from "../model/values";

/** What a stack's config holds under the project's own name. */
const STACK_KEYS: readonly string[] = ["bucketConfigs", "defaultBucketConfig"];

/** Where a stack's config stands. */
export interface StackContext {
  /** The project's name, which is the namespace of its own keys. */
  readonly project: string;
  /** Every key of the config, each with its namespace. */
  readonly keys: readonly string[];
  /** The organisation of entries that name none. */
  readonly org: string | undefined;
}

/**
 * Top-level keys that nobody reads: mistyped ones, and those of another namespace than the project's.
 * @param given what stands under the project's own keys, but for the defaults of Pulumi.yaml
 */
export function keyProblems({ project, keys }: StackContext, given: Values): Problem[] {
  const namespaces = new Map<string, readonly string[]>([["arraylake", PROVIDER_SETTING_NAMES]]);
  namespaces.set(project, project === "arraylake" ? [...STACK_KEYS, ...PROVIDER_SETTING_NAMES] : STACK_KEYS);
  return keys.flatMap((key): Problem[] => {
    const [namespace = "", name = ""] = key.split(/:(.*)/s);
    const known = namespaces.get(namespace);
    if (known?.includes(name)) return [];
    if (namespace !== project && STACK_KEYS.includes(name)) {
      const message = `is not read, since this project's name is '${project}': write '${project}:${name}'`;
      return given[name] === undefined ? [{ path: key, message }] : [];
    }
    return known ? [{ path: namespace === project ? name : key, message: unknownField(name, known) }] : [];
  });
}
