import type { BucketAnswer } from "../api/answers";
import { isSecretAuthField } from "../model/fields";
import { formatUri, isSameLocation, parseUri } from "../model/location";
import { findProblems } from "../model/normal-form";
import { sentence } from "../model/problems";
import { authFieldsOf, requiredAuthFieldsOf } from "../model/schema";
import { isMasked } from "../model/secrets";
import { oneLine } from "../model/text";
import { type StandingBucketConfig, standing } from "../model/wire";

/** A BucketConfig that a program of this version can declare, in the words in which one would. */
export interface ExportedEntry {
  /** Also its nickname. */
  readonly key: string;
  readonly location: Readonly<Record<string, string>>;
  readonly extraConfig: Readonly<Record<string, string | boolean>>;
  /** `undefined` where a secret is to be filled in. */
  readonly authConfig: Readonly<Record<string, string | number | undefined>>;
  readonly isDefault: boolean;
}

interface LeftOut {
  /** Names it in one line, without secrets. */
  readonly name: string;
  readonly reason: string;
  readonly isDefault: boolean;
}

export interface Exported {
  readonly org: string;
  readonly entries: readonly ExportedEntry[];
  readonly leftOut: readonly LeftOut[];
}

/** What can be declared of an organisation's BucketConfigs, and what can't, by nickname. */
export function exported(org: string, buckets: readonly BucketAnswer[], showSecrets: boolean): Exported {
  const entries: ExportedEntry[] = [];
  const leftOut: LeftOut[] = [];
  const taken: StandingBucketConfig[] = [];
  for (const bucket of buckets.toSorted(byNickname)) {
    const config = standing(bucket);
    const isDefault = bucket.is_default ?? false;
    const entry = { ...declaration(config, showSecrets), isDefault };
    const reason = bucket.auth_config ? obstacle(entry, config, taken) : "Arraylake doesn't tell its auth config.";
    if (reason === undefined) {
      entries.push(entry);
      taken.push(config);
    } else {
      leftOut.push({ name: oneLine(`${config.nickname} (${formatUri(config)}, id ${config.id})`), reason, isDefault });
    }
  }
  return { org, entries, leftOut };
}

function byNickname(a: BucketAnswer, b: BucketAnswer): number {
  if (a.nickname !== b.nickname) return a.nickname < b.nickname ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function declaration(config: StandingBucketConfig, showSecrets: boolean): Omit<ExportedEntry, "isDefault"> {
  return {
    key: config.nickname,
    location: locationOf(config),
    extraConfig: config.extraConfig,
    authConfig: authOf(config.authConfig, showSecrets),
  };
}

/** As a `uri` where that says the same: `s3://` together with an endpoint would be platform s3-compatible. */
function locationOf({ platform, name, prefix, extraConfig }: StandingBucketConfig): Readonly<Record<string, string>> {
  const uri = formatUri({ platform, name, prefix });
  const read = parseUri(uri, extraConfig.endpointUrl);
  if (!("problems" in read) && isSameLocation(read, { platform, name, prefix })) return { uri };
  return { platform, name, ...(prefix === "" ? {} : { prefix }) };
}

function authOf(
  live: StandingBucketConfig["authConfig"],
  showSecrets: boolean,
): Readonly<Record<string, string | number | undefined>> {
  const required = requiredAuthFieldsOf(live.method);
  const order = authFieldsOf(live.method);
  const fields = [...new Set([...order, ...Object.keys(live)])].flatMap((field) => {
    const value = live[field];
    if (!isSecretAuthField(field)) return value === undefined ? [] : [[field, value] as const];
    if (value === undefined && !required.includes(field)) return [];
    return [[field, showSecrets && !isMasked(value) ? value : undefined] as const];
  });
  return Object.fromEntries(fields);
}

/** Why it can't be declared, if it can't: a word that this version doesn't know, or a rule that it breaks. */
function obstacle(
  { key, location, extraConfig, authConfig }: Omit<ExportedEntry, "isDefault">,
  config: StandingBucketConfig,
  taken: readonly StandingBucketConfig[],
): string | undefined {
  const filled = Object.entries(authConfig).map(([field, value]) => [field, value ?? "to-be-filled-in"]);
  const problems = findProblems({ nickname: key, ...location, extraConfig, authConfig: Object.fromEntries(filled) });
  if (problems.length > 0) return oneLine(problems.map(sentence).join(" "));
  const same = taken.find(({ nickname }) => nickname === config.nickname);
  return same && `${same.id} has the same nickname.`;
}

/** The secrets that are to be filled in, as fields of `authConfig`. */
export function placeholders({ authConfig }: ExportedEntry): string[] {
  return Object.keys(authConfig).filter((field) => authConfig[field] === undefined);
}
