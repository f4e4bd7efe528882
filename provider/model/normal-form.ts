import type { z } from "zod";
import { settingOf } from "./fields";
import { type Location, parseUri } from "./location";
import { type Problem, schemaProblems } from "./problems";
import { crossFieldProblems, isRecord, type Loose } from "./rules";
import { authFieldsOf, bucketConfigSchema } from "./schema";
import { cutOuterWhitespace } from "./text";
import { isUnknown, UNKNOWN } from "./unknown";
import { valueProblems } from "./value-rules";

export type ExtraConfig = Readonly<Record<string, string | boolean>>;
export type AuthConfigValues = Readonly<Record<string, string | number>> & { readonly method: string };

/** A BucketConfig written in the one way in which it is compared, sent and stored. */
export interface NormalForm extends Location {
  readonly org: string;
  readonly nickname: string;
  readonly extraConfig: ExtraConfig;
  /** In a preview it can be unknown as a whole. */
  readonly authConfig: AuthConfigValues;
}

export interface CheckedInputs extends NormalForm {
  readonly adopt?: true;
}

/**
 * All that is wrong with the input; empty when `normalForm` may be called. Unknown values are neither wrong nor right.
 * `schema` is another one than a resource's where an entry may hold more.
 */
export function findProblems(input: Loose, schema: z.ZodObject = bucketConfigSchema): Problem[] {
  const given = withoutNulls(input);
  const knownKeys = (path: PropertyKey[]) =>
    path.at(-1) === "authConfig" ? authFieldsOf((given.authConfig as Loose).method) : Object.keys(schema.shape);
  const problems = [...schemaProblems(schema, given, knownKeys), ...crossFieldProblems(given)];
  const said = new Set(problems.map(({ path }) => path));
  return [...problems, ...valueProblems(given).filter(({ path }) => !said.has(path))];
}

/** The normal form of an input without problems. `org` is what stands in for a missing `input.org`. */
export function normalForm(input: Loose, org: string): CheckedInputs {
  const given = withoutNulls(input);
  const extraConfig = given.extraConfig === undefined ? {} : mapKnown(given.extraConfig, normalExtraConfig);
  return {
    org: mapKnown(given.org === undefined ? org : (given.org as string), cutOuterWhitespace),
    nickname: mapKnown(given.nickname as string, cutOuterWhitespace),
    ...locationOf(given, extraConfig),
    extraConfig: extraConfig as ExtraConfig,
    authConfig: mapKnown(given.authConfig, normalAuthConfig) as AuthConfigValues,
    ...(given.adopt === true ? { adopt: true } : {}),
  };
}

function mapKnown<Value, Result>(value: Value, transform: (value: Value) => Result): Result | Value {
  return isUnknown(value) ? value : transform(value);
}

function locationOf(given: Loose, extraConfig: unknown): Location {
  if (given.uri !== undefined) {
    const endpointUrl = isUnknown(extraConfig) ? UNKNOWN : (extraConfig as Loose).endpointUrl;
    const location = parseUri(given.uri as string, endpointUrl);
    if ("problems" in location) throw new TypeError("normalForm was given an input with problems");
    return location;
  }
  return {
    platform: given.platform as string,
    name: given.name as string,
    prefix: given.prefix === undefined ? "" : mapKnown(given.prefix as string, cutOuterWhitespace),
  };
}

/** Known keys in camelCase, others untouched, in a stable order. */
function normalExtraConfig(extraConfig: unknown): Loose {
  const entries = Object.entries(extraConfig as Loose).map(([key, value]) => [settingOf(key) ?? key, value]);
  return sorted(Object.fromEntries(entries));
}

/** What a method's fields are where they are not given: the service's documented defaults. */
export function authDefaultsOf(method: unknown): Loose {
  return method === "r2_customer_managed_role" ? { durationSeconds: 3600 } : {};
}

/** The AWS method by its present name, and the service's documented default for R2, so that one thing has one spelling. */
export function normalAuthConfig(authConfig: unknown): AuthConfigValues {
  const { method, ...fields } = authConfig as Loose;
  const name = method === "customer_managed_role" ? "aws_customer_managed_role" : method;
  return { method: name, ...sorted({ ...authDefaultsOf(method), ...fields }) } as AuthConfigValues;
}

export function sorted(values: Loose): Loose {
  return Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** YAML and JSON write "not given" as null: the same as leaving the key out. */
function withoutNulls(input: Loose): Loose {
  const entries = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, isRecord(value) ? withoutNulls(value) : value]));
}
