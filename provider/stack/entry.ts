import * as z from "zod";
import { readInput } from "../model/input";
import { formatUri } from "../model/location";
import type { Problem } from "../model/problems";
import { bucketConfigSchema, isNickname, NICKNAME_RULE } from "../model/schema";
import { cutOuterWhitespace, isPrintable } from "../model/text";
import { isRecord, type Values } from "../model/values";

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

/** An entry as it was read. */
export interface ReadEntry {
  readonly key: string;
  /** Everything that is wrong with it by itself. */
  readonly problems: readonly Problem[];
  /** What it wants for itself alone, as far as that can be read. */
  readonly claims: {
    readonly org: string;
    readonly location: string | undefined;
    readonly nickname: string | undefined;
  };
}

/** @param org that of entries which name none */
export function readEntry(key: string, entry: unknown, org = ""): ReadEntry {
  const path = entryPath(key);
  if (!isRecord(entry)) {
    const problem = { path, message: "must be an object with the fields of a BucketConfig" };
    return { key, problems: [problem], claims: { org, location: undefined, nickname: undefined } };
  }
  const { problems, location } = readInput(entry, org, entrySchema);
  const { platform, name, prefix = "" } = location;
  const isPlaced = typeof platform === "string" && typeof name === "string" && typeof prefix === "string";
  const nickname = entry.nickname ?? key;
  const others = problems.map((problem) => ({
    ...problem,
    path: `${path}.${problem.path}`,
    message: isUnquoted(entry, problem) ? `${problem.message}: put quotes around it` : problem.message,
  }));
  return {
    key,
    problems: [...nameProblems(key, entry), ...others],
    claims: {
      org: typeof entry.org === "string" ? entry.org : org,
      location: isPlaced ? formatUri({ platform, name, prefix: cutOuterWhitespace(prefix) }) : undefined,
      nickname: typeof nickname === "string" ? cutOuterWhitespace(nickname) : undefined,
    },
  };
}

function nameProblems(key: string, { nickname, extraConfig }: Values): Problem[] {
  const path = entryPath(key);
  const problems: Problem[] = [];
  if (nickname == null && !isNickname(key))
    problems.push({
      path: `${path}.nickname`,
      message: `is required where the key is no nickname: it ${NICKNAME_RULE}`,
    });
  const message = "needs another name: Pulumi drops what is called __proto__";
  if (key === "__proto__") problems.push({ path, message });
  if (isRecord(extraConfig) && Object.hasOwn(extraConfig, "__proto__"))
    problems.push({ path: `${path}.extraConfig.__proto__`, message });
  return problems;
}

/** YAML, and `pulumi config set --path` too, take a bare `123456789012` for a number. */
function isUnquoted(entry: Values, { path, message }: Problem): boolean {
  if (message !== "must be a string") return false;
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const value = keys.reduce<unknown>(
    (found, key) => Object.entries(found ?? {}).find(([name]) => name === key)?.[1],
    entry,
  );
  return typeof value === "number" || typeof value === "boolean";
}
