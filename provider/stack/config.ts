import { type Problem, sentence } from "../model/problems";
import { configKey, HOW_TO_SET, PROVIDER_SETTINGS } from "../model/provider-settings";
import { isOrg, ORG_RULE } from "../model/schema";
import { nearest, quoted } from "../model/text";
import { isRecord, type Values } from "../model/values";
import { aliasProblems, clashes } from "./clashes";
import { type Entry, readEntry } from "./entry";
import { keyProblems, type StackContext } from "./keys";

export interface StackConfig {
  /** By the resource's lasting name. */
  readonly bucketConfigs: Readonly<Record<string, Entry>>;
  readonly defaultBucketConfig: string | undefined;
  /** Broken rules of which only the state can tell whether they count: what stands from before may break them. */
  readonly doubts: readonly Problem[];
}

/**
 * The default that Pulumi.yaml gives `bucketConfigs`, which says "not given". Without a default the CLI would refuse before
 * this program could say what else is wrong; with an empty one, a missing config would read as "delete all".
 */
const NOT_GIVEN = "(required)";

/** The stack's config, or everything that is wrong with it, each with its path. */
export function readStackConfig(
  bucketConfigs: unknown,
  defaultBucketConfig: unknown,
  context?: StackContext,
): StackConfig | { readonly problems: Problem[] } {
  const given = isNotGiven(bucketConfigs) ? undefined : bucketConfigs;
  const marked = defaultBucketConfig === null || defaultBucketConfig === "" ? undefined : defaultBucketConfig;
  const misplaced = context ? keyProblems(context, { bucketConfigs: given, defaultBucketConfig: marked }) : [];
  if (!isRecord(given)) {
    const missing = {
      path: "bucketConfigs",
      message: `${given === undefined || given === null ? "is required:" : "must be"} a map of BucketConfigs, each under the name that it keeps`,
    };
    // One of them may already say what became of it.
    const isExplained = misplaced.some(({ message }) => message.includes("bucketConfigs'"));
    return { problems: isExplained ? misplaced : [...misplaced, missing] };
  }
  const entries = Object.entries(given).map(([key, entry]) => readEntry(key, entry, context?.org));
  const problems = [
    ...misplaced,
    ...entries.flatMap((entry) => entry.problems),
    ...clashes(entries),
    ...aliasProblems(given),
    ...(context ? orgProblems(given, context.org) : []),
    ...defaultProblems(marked, Object.keys(given)),
  ];
  if (problems.some(({ younger }) => !younger)) return { problems };
  return {
    bucketConfigs: given as Record<string, Entry>,
    defaultBucketConfig: marked as string | undefined,
    doubts: problems,
  };
}

/** What is said of a doubt. */
export function doubtful(doubt: Problem): string {
  return `${sentence(doubt)} Only a BucketConfig that stands with it already may keep it.`;
}

function isNotGiven(bucketConfigs: unknown): boolean {
  return (
    isRecord(bucketConfigs) && Object.keys(bucketConfigs).join() === NOT_GIVEN && bucketConfigs[NOT_GIVEN] === null
  );
}

const ORG_MISSING = `is required: set it once, ${HOW_TO_SET.org}, or as \`org\` of each entry`;

/** One for all entries that name no organisation, where nothing else names one that can be. */
function orgProblems(entries: Values, org: string | undefined): Problem[] {
  const lacking = Object.values(entries).some((entry) => isRecord(entry) && (entry.org ?? undefined) === undefined);
  if (!lacking || (org && isOrg(org))) return [];
  return [
    {
      path: configKey("org"),
      message: org ? `(or ${PROVIDER_SETTINGS.org.variable}) ${ORG_RULE}; not ${quoted(org)}` : ORG_MISSING,
    },
  ];
}

function defaultProblems(key: unknown, known: string[]): Problem[] {
  if (key === undefined || known.includes(key as string)) return [];
  const meant = nearest(String(key), known);
  return [
    {
      path: "defaultBucketConfig",
      message: `${quoted(String(key))} names no entry of bucketConfigs: ${meant ? `did you mean '${meant}'?` : `there are ${known.join(", ") || "none"}`}`,
    },
  ];
}
