import type { z } from "zod";
import { cutOuterWhitespace, isPrintable, nearest, quoted } from "./text";
import { isUnknown } from "./unknown";

/** One mistake in what a user wrote: where, and which rule it breaks together with the way out. Never holds what may be a secret. */
export interface Problem {
  /** In the user's own words: `authConfig.sharedSecret`. */
  readonly path: string;
  readonly message: string;
  /** The rule came after version 0.1.0: what stands from before may break it (input.ts). */
  readonly younger?: true;
}

/** A problem as a whole sentence. */
export function sentence({ path, message }: Problem): string {
  return `${path} ${message}${message.endsWith("?") ? "" : "."}`;
}

/** Every mistake that a schema finds, unknown values passed over, unknown keys with the nearest known one. */
export function schemaProblems(
  schema: z.ZodType,
  input: unknown,
  knownKeys: (path: PropertyKey[]) => string[],
): Problem[] {
  const result = schema.safeParse(input, { error: plainWords });
  if (result.success) return [];
  return result.error.issues
    .filter((issue) => !isUnknown(valueAt(input, issue.path)))
    .flatMap((issue) => issueProblems(issue, knownKeys));
}

function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "is required";
  if (issue.code === "invalid_type") return `must be ${EXPECTED[issue.expected] ?? `of type ${issue.expected}`}`;
  return undefined;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: "a string",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  record: "an object",
  number: "a number",
  int: "a whole number",
};

function issueProblems(issue: z.core.$ZodIssue, knownKeys: (path: PropertyKey[]) => string[]): Problem[] {
  if (issue.code !== "unrecognized_keys") return [{ path: pathText(issue.path), message: issue.message }];
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: unknownField(key, known) }));
}

export function unknownField(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `is not a known field: ${meant ? `did you mean '${meant}'?` : `known here: ${known.join(", ")}`}`;
}

export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) =>
      typeof key === "number" ? `[${key}]` : `.${isPlainKey(String(key)) ? String(key) : quoted(String(key))}`,
    )
    .join("")
    .replace(/^\./, "");
}

function isPlainKey(key: string): boolean {
  return cutOuterWhitespace(key) !== "" && isPrintable(key) && key.length <= 100;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (isUnknown(value) || typeof value !== "object" || value === null) return value;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
