import { z } from "zod";
import { isSameLocation } from "../model/location";
import { type CheckedInputs, findProblems, normalForm } from "../model/normal-form";
import type { Problem } from "../model/problems";
import type { Loose } from "../model/rules";
import { bucketConfigSchema, isNickname, NICKNAME_RULE } from "../model/schema";
import { nearest } from "../model/text";

/** One BucketConfig of a declarative stack: all that the resource takes, and how Pulumi is to treat it. */
export const entrySchema = bucketConfigSchema.extend({
  nickname: bucketConfigSchema.shape.nickname.describe("The nickname. Default: the entry's key.").optional(),
  protect: z.boolean().describe("Pulumi refuses to delete or replace it. Default: false.").optional(),
  retainOnDelete: z
    .boolean()
    .describe("Removing the entry lets go of the BucketConfig without deleting it. Default: false.")
    .optional(),
});

export type Entry = z.infer<typeof entrySchema>;

export interface StackConfig {
  /** By the resource's lasting name. */
  readonly bucketConfigs: Readonly<Record<string, Entry>>;
  readonly defaultBucketConfig: string | undefined;
}

/** The stack's config, or everything that is wrong with it, each with its path. */
export function readStackConfig(
  bucketConfigs: unknown,
  defaultBucketConfig: unknown,
): StackConfig | { readonly problems: Problem[] } {
  if (!isRecord(bucketConfigs)) {
    return {
      problems: [
        { path: "bucketConfigs", message: "is required: a map of BucketConfigs, each under the name that it keeps" },
      ],
    };
  }
  const problems = [
    ...Object.entries(bucketConfigs).flatMap(([key, entry]) => entryProblems(key, entry)),
    ...defaultProblems(defaultBucketConfig, Object.keys(bucketConfigs)),
  ];
  if (problems.length === 0) problems.push(...clashes(bucketConfigs as Record<string, Loose>));
  if (problems.length > 0) return { problems };
  return {
    bucketConfigs: bucketConfigs as Record<string, Entry>,
    defaultBucketConfig: (defaultBucketConfig as string | null | undefined) ?? undefined,
  };
}

function entryProblems(key: string, entry: unknown): Problem[] {
  const path = `bucketConfigs.${key}`;
  if (!isRecord(entry)) return [{ path, message: "must be an object with the fields of a BucketConfig" }];
  const unnamed = (entry.nickname ?? undefined) === undefined && !isNickname(key);
  const nickname = unnamed
    ? [{ path: `${path}.nickname`, message: `is required where the key is no nickname: it ${NICKNAME_RULE}` }]
    : [];
  return [
    ...nickname,
    ...findProblems(entry, entrySchema).map((problem) => ({ ...problem, path: `${path}.${problem.path}` })),
  ];
}

function defaultProblems(key: unknown, known: string[]): Problem[] {
  if (key === undefined || key === null || known.includes(key as string)) return [];
  const meant = nearest(String(key), known);
  return [
    {
      path: "defaultBucketConfig",
      message: `names no entry of bucketConfigs: ${meant ? `did you mean '${meant}'?` : `there are ${known.join(", ") || "none"}`}`,
    },
  ];
}

/** Two entries can't have one location or one nickname. */
function clashes(entries: Readonly<Record<string, Loose>>): Problem[] {
  const configs = Object.entries(entries).map(([key, entry]): [string, CheckedInputs] => [
    key,
    normalForm({ nickname: key, ...entry }, ""),
  ]);
  return configs.flatMap(([key, config], index) =>
    configs.slice(0, index).flatMap(([other, earlier]) => {
      if (config.org !== earlier.org) return [];
      const shared = [
        ...(isSameLocation(config, earlier) ? ["location"] : []),
        ...(config.nickname === earlier.nickname ? ["nickname"] : []),
      ];
      return shared.map((what) => ({
        path: `bucketConfigs.${key}`,
        message: `has the same ${what} as bucketConfigs.${other}: give each its own`,
      }));
    }),
  );
}

function isRecord(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
