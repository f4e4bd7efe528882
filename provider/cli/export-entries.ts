import { type BucketAnswer, isIdentified } from "../api/answers";
import { authFieldsOf, isSecretAuthField, requiredAuthFieldsOf } from "../model/auth-methods";
import { readableDifferences } from "../model/diff";
import { readInput } from "../model/input";
import { formatUri, isSameLocation } from "../model/location";
import { pathText, sentence } from "../model/problems";
import { isMasked } from "../model/secrets";
import { type StandingBucketConfig, standingOf, unreadableFor } from "../model/standing-bucket-config";
import { inWords } from "../model/text";
import { parseUri } from "../model/uri";
import { oneLine } from "../one-line";
import { inOrder } from "./in-order";

/** A BucketConfig that a program of this version can declare, in the words in which one would. */
export interface ExportedEntry {
  /** The resource's lasting name: the nickname, wherever a stack's config can have that for a key. */
  readonly key: string;
  readonly nickname: string;
  readonly location: Readonly<Record<string, string>>;
  readonly extraConfig: Readonly<Record<string, string | boolean>>;
  /** `undefined` where a secret is to be filled in. */
  readonly authConfig: Readonly<Record<string, string | number | undefined>>;
  readonly isDefault: boolean;
}

export interface Exported {
  readonly org: string;
  readonly entries: readonly ExportedEntry[];
  readonly leftOut: readonly {
    /** Names it in one line, without secrets. */
    readonly name: string;
    readonly reason: string;
    readonly isDefault: boolean;
  }[];
}

/** What can be declared of an organisation's BucketConfigs, and what can't, by nickname. */
export function exported(org: string, buckets: readonly BucketAnswer[], showSecrets: boolean): Exported {
  const entries: ExportedEntry[] = [];
  const leftOut: Exported["leftOut"][number][] = [];
  const taken = new Map<string, string>();
  for (const bucket of inOrder(buckets, ({ nickname, id }) => [nickname, id])) {
    const config = standingOf(bucket);
    const { id, nickname, extraConfig } = config;
    const isDefault = bucket.isDefault ?? false;
    const authConfig = authOf(config.authConfig, showSecrets);
    const key = keyFor(nickname, buckets);
    const entry = { key, nickname, location: locationOf(config), extraConfig, authConfig, isDefault };
    const twin = taken.get(nickname);
    const reason = gapIn(config) ?? obstacle(entry, config) ?? (twin && `${twin} has the same nickname.`);
    if (reason === undefined) {
      entries.push(entry);
      taken.set(nickname, id);
    } else {
      leftOut.push({ name: lineOf(config), reason: oneLine(reason), isDefault });
    }
  }
  return { org, entries, leftOut };
}

/** Pulumi drops what is called `__proto__`. */
function keyFor(nickname: string, buckets: readonly BucketAnswer[]): string {
  if (nickname !== "__proto__") return nickname;
  let key = "proto";
  while (buckets.some((bucket) => bucket.nickname === key)) key += "_";
  return key;
}

/** As a `uri` where that says the same: `s3://` together with an endpoint would be platform s3-compatible. */
function locationOf({ platform, name, prefix, extraConfig }: StandingBucketConfig): Readonly<Record<string, string>> {
  const uri = formatUri({ platform, name, prefix });
  const read = parseUri(uri, extraConfig.endpointUrl);
  if (!("problems" in read) && isSameLocation(read, { platform, name, prefix })) return { uri };
  return { platform, name, ...(prefix === "" ? {} : { prefix }) };
}

function authOf(standing: StandingBucketConfig["authConfig"], showSecrets: boolean): ExportedEntry["authConfig"] {
  const required = requiredAuthFieldsOf(standing.method);
  const order = Object.keys(authFieldsOf(standing.method));
  const fields = [...new Set(["method", ...order, ...Object.keys(standing)])].flatMap((field) => {
    const value = standing[field];
    const isSecret = isSecretAuthField(field);
    if (value === undefined && !(isSecret && required.includes(field))) return [];
    return [[field, isSecret && (!showSecrets || isMasked(value)) ? undefined : value] as const];
  });
  return Object.fromEntries(fields);
}

/** Why nobody can declare a BucketConfig by what the answer tells of it, if nobody can. */
export function gapIn(config: StandingBucketConfig): string | undefined {
  const paths = [...(isIdentified(config) ? [] : ["id"]), ...unreadableFor({}, config).map(pathText)];
  if (paths.length > 0) return `Arraylake's answer has no readable ${inWords(paths)}.`;
  return config.authConfig.method === "" ? "Arraylake doesn't tell its auth config." : undefined;
}

/** A BucketConfig in one line, without secrets. */
export function lineOf(config: StandingBucketConfig): string {
  return oneLine(`${config.nickname || "?"} (${formatUri(config)}, id ${config.id})`);
}

/** Why it can't be declared, if it can't: a word that this version doesn't know, or a rule that it breaks. */
function obstacle(
  { nickname, location, extraConfig, authConfig }: ExportedEntry,
  config: StandingBucketConfig,
): string | undefined {
  if (Object.hasOwn(extraConfig, "__proto__")) return "Its extraConfig has a key __proto__, which Pulumi drops.";
  const filled = Object.entries(authConfig).map(([field, value]) => [field, value ?? "to-be-filled-in"]);
  const fields = { nickname, ...location, extraConfig };
  const { problems, form } = readInput({ ...fields, authConfig: Object.fromEntries(filled) }, "");
  if (!form || problems.length > 0) return problems.map(sentence).join(" ");
  const others = readableDifferences({ ...form, authConfig: config.authConfig }, config).map(({ path }) => path);
  return others.length > 0
    ? `A program would say another ${inWords(others)}, since whitespace around it is cut.`
    : undefined;
}

/** The secrets that are to be filled in, as fields of `authConfig`. */
export function placeholders({ authConfig }: ExportedEntry): string[] {
  return Object.keys(authConfig).filter((field) => authConfig[field] === undefined);
}

/** A text between double quotes, as YAML and TypeScript both read it: what hides or ends a line for one of them is escaped. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\x7f-\x9f\ufffe\uffff\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character.length > 1 ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
