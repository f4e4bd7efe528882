import { type BucketAnswer, isIdentified, mayRelyOn, type RepoAnswer } from "../api/answers";
import { ExpectedError } from "../expected-error";
import { authFieldNamed, isSecretAuthField } from "../model/auth-methods";
import { formatUri, isSameLocation } from "../model/location";
import { HOW_TO_SET } from "../model/provider-settings";
import { isOrg, ORG_RULE } from "../model/schema";
import { isMasked } from "../model/secrets";
import { isPlaced, type StandingBucketConfig, standingOf } from "../model/standing-bucket-config";
import { namesOf, quoted } from "../model/text";
import { parseUri } from "../model/uri";
import { oneLine } from "../one-line";
import type { Session } from "./session";

/** A look-up that can't be made as it was asked for, or that found nothing. */
export class LookupError extends ExpectedError {}

/** Whether Arraylake can use the object store, by its own last check: its words, each on one line and without secrets. */
export interface BucketConfigHealth {
  /** The service's own word; undefined where it says none. */
  status: string | undefined;
  /** ISO 8601. */
  lastCheckedAt: string | undefined;
  /** What the check said, where it said something. */
  message: string | undefined;
  /** What Arraylake can do there, in its own words; empty where it names nothing. */
  capabilities: string[];
}

/**
 * A BucketConfig as it stands at the service. Its secrets are not in it. Where the service's answer is not as documented, what
 * can't be read of it is empty or undefined.
 */
export interface GetBucketConfigResult {
  /** The organisation. */
  org: string;
  /** The service's uuid. */
  id: string;
  /** The nickname. */
  nickname: string;
  /** `{platform}://{name}[/{prefix}]`; empty where a part of it can't be read. */
  uri: string;
  /** One of the known platforms, or a word that this version doesn't know yet. */
  platform: string;
  /** The bucket's or container's name. */
  name: string;
  /** The path inside the bucket; empty when there is none. */
  prefix: string;
  /** Settings of the object store; empty when there are none. */
  extraConfig: Record<string, string | boolean>;
  /** The auth method and its fields, without secrets. The method is empty where the service doesn't tell it. */
  authConfig: { method: string } & Record<string, string | number>;
  /** Whether new repos use it when they name none. */
  isDefault: boolean;
  /** Undefined where it was never checked. */
  health: BucketConfigHealth | undefined;
  /** ISO 8601, UTC. */
  createdAt: string | undefined;
  /** An e-mail address, where the service knows one. */
  createdBy: string | undefined;
  /** ISO 8601, UTC. */
  updatedAt: string | undefined;
}

/** A repo as it stands at the service. */
export interface GetRepoResult {
  /** The organisation. */
  org: string;
  /** The service's id: 24 hexadecimal digits. */
  id: string | undefined;
  /** The name, without the organisation. */
  name: string;
  /** `icechunk`, or a word that this version doesn't know yet. */
  kind: string | undefined;
  /** Where it is inside the BucketConfig's location. */
  prefix: string | undefined;
  /** What its owners say of it. */
  description: string | undefined;
  /** Who may see it, in the service's own word, such as `PRIVATE`. */
  visibility: string | undefined;
  /** `online`, `maintenance`, `offline`, or a word that this version doesn't know yet. */
  mode: string | undefined;
  /** The BucketConfig that it relies on. */
  bucketConfigId: string | undefined;
  /** Its nickname. */
  bucketConfigNickname: string | undefined;
  /** ISO 8601, UTC. */
  createdAt: string | undefined;
  /** ISO 8601, UTC. */
  updatedAt: string | undefined;
  /** When it was deleted; it can be restored for a grace period. */
  deletedAt: string | undefined;
}

/** Which organisation's BucketConfigs. */
export interface GetBucketConfigsArgs {
  /** Default: the provider's org, the config `arraylake:org`, then `ARRAYLAKE_ORG`. */
  org?: string;
}

/** What tells one BucketConfig from all others. */
export interface BucketConfigKeys {
  /** The service's uuid. */
  id: string;
  /** As in `BucketConfig`, such as `s3://bucket/prefix`; `s3://` also finds an `s3-compatible` one. */
  uri: string;
  /** The nickname, exactly as it is. */
  nickname: string;
}

/** One of several fields, and none of the others. */
export type ExactlyOne<Fields> = {
  [Key in keyof Fields]: Pick<Fields, Key> & { [Other in Exclude<keyof Fields, Key>]?: undefined };
}[keyof Fields];

/** Which BucketConfig: exactly one of `nickname`, `id` and `uri`. */
export type GetBucketConfigArgs = GetBucketConfigsArgs & ExactlyOne<BucketConfigKeys>;

/** Which repos of an organisation. */
export interface GetReposArgs extends GetBucketConfigsArgs {
  /** Only the repos that rely on this BucketConfig, and any of which the service's answer doesn't tell on which it does. */
  bucketConfigId?: string;
  /**
   * Also deleted repos in their grace period.
   * @default false
   */
  includeDeleted?: boolean;
}

/** As long as the longest uri. */
const LONGEST_SHOWN = 340;

/** All BucketConfigs of an organisation, by nickname. */
export async function findBucketConfigs(
  session: Session,
  args: GetBucketConfigsArgs,
): Promise<GetBucketConfigResult[]> {
  const org = orgOf(session, args);
  const list = await session.organisation(org).bucketsNow();
  return toldBucketConfigs(session, org, list.answers()).map(({ told }) => told);
}

export async function findBucketConfig(session: Session, args: GetBucketConfigArgs): Promise<GetBucketConfigResult> {
  const [key, ...more] = (["nickname", "id", "uri"] as const).filter((name) => args[name] !== undefined);
  if (!key || more.length > 0) throw new LookupError("getBucketConfig takes exactly one of nickname, id and uri.");
  const wanted = (args[key] as string).trim();
  const all = await findBucketConfigs(session, args);
  const readable = all.filter((config) => config[key] !== "");
  const found = readable.find((config) => (key === "uri" ? isAt(config, wanted) : config[key] === wanted));
  if (found) return found;
  const names = all.map(({ nickname, uri }) => oneLine(`${nickname || "?"} (${uri || "?"})`));
  const known = all.length === 0 ? "There is none yet." : `There are: ${namesOf(names)}.`;
  const hidden = all.length - readable.length;
  const doubt =
    hidden === 0
      ? ""
      : ` Arraylake's answer has no readable ${key} for ${hidden} of them: the one that is meant may be there.`;
  // A uri may hold credentials, which belong to nobody's location.
  const shown = wanted.includes("@") ? "that" : quoted(wanted, LONGEST_SHOWN);
  throw new LookupError(`No BucketConfig of '${orgOf(session, args)}' has the ${key} ${shown}. ${known}${doubt}`);
}

/** The repos of an organisation, by name. */
export async function findRepos(session: Session, args: GetReposArgs): Promise<GetRepoResult[]> {
  const org = orgOf(session, args);
  const repos = await session.organisation(org).allRepos(args.includeDeleted ?? false);
  const wanted = repos.filter((repo) => args.bucketConfigId === undefined || mayRelyOn(repo, args.bucketConfigId));
  return wanted.map((repo) => repoResult(org, repo)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function orgOf(session: Session, { org }: GetBucketConfigsArgs): string {
  const name = org?.trim() || session.defaultOrg;
  if (!name)
    throw new LookupError(`org is required: give it to the look-up or to its Provider, or once ${HOW_TO_SET.org}.`);
  if (!isOrg(name)) throw new LookupError(`org ${ORG_RULE}; not ${quoted(name)}.`);
  return name;
}

function isAt(config: GetBucketConfigResult, uri: string): boolean {
  const location = parseUri(uri, config.extraConfig.endpointUrl);
  return "name" in location && isSameLocation(location, config);
}

/** The longest words that are told, in characters. */
const LONGEST_WORDS = 4_000;

/** What a look-up tells of BucketConfigs, by nickname, each with the form in which it is compared. */
export function toldBucketConfigs(
  session: Session,
  org: string,
  buckets: readonly BucketAnswer[],
): { readonly told: GetBucketConfigResult; readonly standing: StandingBucketConfig }[] {
  const redactor = session.redactor(buckets.flatMap(secretsOf));
  const clean = (words: string) => redactor.redacted(words.slice(0, LONGEST_WORDS));
  return buckets
    .map((bucket) => {
      const standing = standingOf(bucket);
      return { told: bucketConfigResult(org, bucket, standing, clean), standing };
    })
    .toSorted((a, b) => (a.told.nickname < b.told.nickname ? -1 : 1));
}

/** @param clean takes secrets out of the service's words, and puts them on one line */
function bucketConfigResult(
  org: string,
  bucket: BucketAnswer,
  { authConfig, unreadable, untold: _, ...fields }: StandingBucketConfig,
  clean: (words: string) => string,
): GetBucketConfigResult {
  return {
    org,
    ...fields,
    id: isIdentified(bucket) ? bucket.id : "",
    uri: isPlaced({ unreadable }) ? formatUri(fields) : "",
    authConfig: withoutSecrets(authConfig),
    isDefault: bucket.isDefault ?? false,
    health: healthOf(bucket, clean),
    updatedAt: bucket.updatedAt,
  };
}

/** What an auth config holds but the fields that are known not to be secret: a method that is new may have others. */
function secretsOf({ authConfig }: BucketAnswer): string[] {
  const { method: _, ...fields } = authConfig ?? {};
  const texts = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return texts
    .filter(([field, value]) => !isMasked(value) && authFieldNamed(field)?.secret !== false)
    .map(([, value]) => value);
}

function withoutSecrets(authConfig: GetBucketConfigResult["authConfig"]): GetBucketConfigResult["authConfig"] {
  const known = Object.entries(authConfig).filter(([field]) => !isSecretAuthField(field));
  return Object.fromEntries(known) as GetBucketConfigResult["authConfig"];
}

function healthOf({ health }: BucketAnswer, clean: (words: string) => string): BucketConfigHealth | undefined {
  if (!health) return undefined;
  const cleaned = (words: string | undefined) => words && clean(words);
  return {
    status: cleaned(health.status),
    lastCheckedAt: cleaned(health.lastCheckedAt),
    message: cleaned(health.message),
    capabilities: health.capabilities?.map(clean) ?? [],
  };
}

function repoResult(org: string, repo: RepoAnswer): GetRepoResult {
  return {
    org,
    id: repo.id ?? undefined,
    name: repo.name,
    kind: repo.kind,
    prefix: repo.prefix,
    description: repo.description,
    visibility: repo.visibility,
    mode: repo.status?.mode,
    bucketConfigId: repo.bucket?.id,
    bucketConfigNickname: repo.bucket?.nickname,
    createdAt: repo.createdAt,
    updatedAt: repo.updatedAt,
    deletedAt: repo.deletedAt,
  };
}
