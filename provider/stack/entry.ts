import { z } from "zod";
import { findProblems } from "../model/normal-form";
import type { Problem } from "../model/problems";
import { isRecord, type Loose } from "../model/rules";
import { bucketConfigSchema, isNickname, NICKNAME_RULE } from "../model/schema";
import { isPrintable } from "../model/text";

/** One BucketConfig of a declarative stack: all that the resource takes, and how Pulumi is to treat it. */
export const entrySchema = bucketConfigSchema.extend({
  nickname: bucketConfigSchema.shape.nickname
    .describe("The name by which people and repos refer to it; changes in place. Default: the entry's key.")
    .optional(),
  aliases: z
    .array(z.string().min(1, { error: "must not be empty" }))
    .describe("Keys under which the entry stood before, so that another key doesn't delete it and create it again.")
    .optional(),
  protect: z.boolean().describe("Pulumi refuses to delete or replace it. Default: false.").optional(),
  retainOnDelete: z
    .boolean()
    .describe("Removing the entry lets go of the BucketConfig without deleting it. Default: false.")
    .optional(),
});

export type Entry = z.infer<typeof entrySchema>;

/** An entry's path as `pulumi config set --path` takes it: `bucketConfigs.era5`, `bucketConfigs["a.b"]`. */
export function entryPath(key: string): string {
  return /[.[\]"]/.test(key) || key === "" || !isPrintable(key)
    ? `bucketConfigs[${JSON.stringify(key)}]`
    : `bucketConfigs.${key}`;
}

/** Everything that is wrong with one entry by itself. */
export function entryProblems(key: string, entry: unknown): Problem[] {
  const path = entryPath(key);
  if (!isRecord(entry)) return [{ path, message: "must be an object with the fields of a BucketConfig" }];
  const unnamed = (entry.nickname ?? undefined) === undefined && !isNickname(key);
  const nickname = unnamed
    ? [{ path: `${path}.nickname`, message: `is required where the key is no nickname: it ${NICKNAME_RULE}` }]
    : [];
  const { extraConfig } = entry;
  const dropped = [
    ...(key === "__proto__" ? [path] : []),
    ...(isRecord(extraConfig) && Object.hasOwn(extraConfig, "__proto__") ? [`${path}.extraConfig.__proto__`] : []),
  ].map((each) => ({ path: each, message: "needs another name: Pulumi drops what is called __proto__" }));
  const others = findProblems(entry, entrySchema).map((problem) => ({
    ...problem,
    path: `${path}.${problem.path}`,
    message: isUnquoted(entry, problem) ? `${problem.message}: put quotes around it` : problem.message,
  }));
  return [...nickname, ...dropped, ...others];
}

/** YAML, and `pulumi config set --path` too, take a bare `123456789012` for a number. */
function isUnquoted(entry: Loose, { path, message }: Problem): boolean {
  if (message !== "must be a string") return false;
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const value = keys.reduce<unknown>(
    (found, key) => Object.entries(found ?? {}).find(([name]) => name === key)?.[1],
    entry,
  );
  return typeof value === "number" || typeof value === "boolean";
}
