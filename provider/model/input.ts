import type { z } from "zod";
import { authFieldsOf } from "./auth-methods";
import { changesBetween } from "./diff";
import { type CheckedInputs, type NormalForm, normalForm } from "./normal-form";
import { type Problem, schemaProblems } from "./problems";
import { crossFieldProblems, type SaidLocation } from "./rules";
import { bucketConfigSchema } from "./schema";
import { standInOf } from "./secrets";
import { valueProblems } from "./value-rules";
import { isRecord, type Values } from "./values";

/** What a user wrote, as it was read. */
export interface ReadInput {
  /** All that is wrong with it. Unknown values are neither wrong nor right. */
  readonly problems: readonly Problem[];
  /** The normal form; undefined where a mistake leaves none, and where an entry leaves its nickname to its key. */
  readonly form: CheckedInputs | undefined;
  /** Where it says that its object store is, as far as that can be read. */
  readonly location: SaidLocation;
}

/**
 * Reads an input, once.
 * @param org what stands in for a missing `input.org`
 * @param schema another one than a resource's where an entry may hold more
 */
export function readInput(input: Values, org: string, schema: z.ZodObject = bucketConfigSchema): ReadInput {
  return judged(saidIn(input), org, schema);
}

/** What an input says, before its single values are judged. */
interface Said {
  readonly given: Values;
  readonly across: readonly Problem[];
  readonly location: SaidLocation;
}

function saidIn(input: Values): Said {
  const given = withoutNulls(input);
  const { problems: across, location } = crossFieldProblems(given);
  return { given, across, location };
}

function judged({ given, across, location }: Said, org: string, schema: z.ZodObject): ReadInput {
  const knownKeys = (path: PropertyKey[]) =>
    path.at(-1) === "authConfig"
      ? ["method", ...Object.keys(authFieldsOf((given.authConfig as Values).method))]
      : Object.keys(schema.shape);
  const problems = [...schemaProblems(schema, given, knownKeys), ...across];
  const said = new Set(problems.map(({ path }) => path));
  return {
    problems: [...problems, ...valueProblems(given).filter(({ path }) => !said.has(path))],
    form: problems.length > 0 || given.nickname === undefined ? undefined : normalForm(given, location, org),
    location,
  };
}

/**
 * Reads the input of a config that stands. A rule that is younger than it doesn't count: to obey would change the config, and
 * so replace it, which repos may forbid for ever. What is replaced is made anew, and has to obey all rules.
 */
export function readInputOfStanding(before: NormalForm, input: Values, org: string): ReadInput {
  const said = saidIn(input);
  const again = readAgain(before, said, org);
  if (again) return again;
  const read = judged(said, org, bucketConfigSchema);
  const changes = read.form ? changesBetween(before, read.form) : [];
  const isMade = !read.form || changes.some(({ rule, certain }) => rule === "replace" && certain);
  return isMade ? read : { ...read, problems: [] };
}

/**
 * Reads what says of a config just what it is, in whichever words; undefined for all else. Each of its values was judged when it
 * was made, and a younger rule doesn't count: so what is left to judge are the words, as far as the normal form doesn't hold them.
 * (An import judges none, and puts something in the place of a secret.)
 */
function readAgain(before: NormalForm, { given, across, location }: Said, org: string): ReadInput | undefined {
  const { nickname, prefix = "", extraConfig = {}, authConfig, adopt = false } = given;
  const isOfItsTypes =
    [given.org ?? org, nickname, prefix].every((text) => typeof text === "string") &&
    [extraConfig, authConfig].every(isRecord) &&
    typeof adopt === "boolean" &&
    Object.keys(given).every((field) => Object.hasOwn(bucketConfigSchema.shape, field)) &&
    Object.values(authConfig as Values).every((value) => typeof value !== "string" || standInOf(value) === undefined);
  if (!isOfItsTypes || across.length > 0) return undefined;
  const form = normalForm(given, location, org);
  return changesBetween(before, form).length === 0 ? { problems: [], form, location } : undefined;
}

/** YAML and JSON write "not given" as null: the same as leaving the key out. */
function withoutNulls(input: Values): Values {
  const entries = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, isRecord(value) ? withoutNulls(value) : value]));
}
