import type { BucketAnswer, RepoAnswer } from "../api/answers";
import { isSecretAuthField } from "../model/fields";
import { formatUri, isSameLocation, parseUri } from "../model/location";
import { namesOf } from "../model/text";
import { standing } from "../model/wire";
import { RefusalError } from "./refusals";
import type { Session } from "./session";

/** Whether Arraylake can use the object store, by its own last check. */
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

/** A BucketConfig as it stands at the service. Its secrets are not in it. */
export interface GetBucketConfigResult {
  /** The organisation. */
  org: string;
  /** The service's uuid. */
  id: string;
  /** The nickname. */
  nickname: string;
  /** `{platform}://{name}[/{prefix}]`. */
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

/** Exactly one of `nickname`, `id` and `uri`. */
export interface GetBucketConfigArgs extends GetBucketConfigsArgs {
  /** The nickname, exactly as it is. */
  nickname?: string;
  /** The service's uuid. */
  id?: string;
  /** As in `BucketConfig`, such as `s3://bucket/prefix`; `s3://` also finds an `s3-compatible` one. */
  uri?: string;
}

/** Which repos of an organisation. */
export interface GetReposArgs extends GetBucketConfigsArgs {
  /** Only the repos that rely on this BucketConfig. */
  bucketConfigId?: string;
  /**
   * Also deleted repos in their grace period.
   * @default false
   */
  includeDeleted?: boolean;
}

/** All BucketConfigs of an organisation, by nickname. */
export async function findBucketConfigs(
  session: Session,
  args: GetBucketConfigsArgs,
): Promise<GetBucketConfigResult[]> {
  const org = orgOf(session, args);
  const buckets = (await session.organisation(org).bucketsNow()).answers();
  return buckets
    .map((bucket) => bucketConfigResult(org, bucket))
    .toSorted((a, b) => (a.nickname < b.nickname ? -1 : 1));
}

export async function findBucketConfig(session: Session, args: GetBucketConfigArgs): Promise<GetBucketConfigResult> {
  const [key, ...more] = (["nickname", "id", "uri"] as const).filter((name) => args[name] !== undefined);
  if (!key || more.length > 0) throw new RefusalError("getBucketConfig takes exactly one of nickname, id and uri.");
  const wanted = (args[key] as string).trim();
  const all = await findBucketConfigs(session, args);
  const found = all.find((config) => (key === "uri" ? isAt(config, wanted) : config[key] === wanted));
  if (found) return found;
  const known =
    all.length === 0
      ? "There is none yet."
      : `There are: ${namesOf(all.map(({ nickname, uri }) => `${nickname} (${uri})`))}.`;
  throw new RefusalError(`No BucketConfig of '${orgOf(session, args)}' has the ${key} '${wanted}'. ${known}`);
}

/** The repos of an organisation, by name. */
export async function findRepos(session: Session, args: GetReposArgs): Promise<GetRepoResult[]> {
  const org = orgOf(session, args);
  const repos = (await session.organisation(org).allRepos(args.includeDeleted ?? false)).map((repo) =>
    repoResult(org, repo),
  );
  const wanted = repos.filter(
    ({ bucketConfigId }) => args.bucketConfigId === undefined || bucketConfigId === args.bucketConfigId,
  );
  return wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function orgOf(session: Session, { org }: GetBucketConfigsArgs): string {
  const name = org?.trim() || session.defaultOrg;
  if (!name)
    throw new RefusalError(
      "org is required: give it to the look-up or to its Provider, or once with `pulumi config set arraylake:org NAME` or ARRAYLAKE_ORG.",
    );
  return name;
}

function isAt(config: GetBucketConfigResult, uri: string): boolean {
  const location = parseUri(uri, config.extraConfig.endpointUrl);
  return !("problems" in location) && isSameLocation(location, config);
}

function bucketConfigResult(org: string, bucket: BucketAnswer): GetBucketConfigResult {
  const { authConfig, extraConfig, ...fields } = standing(bucket);
  return {
    org,
    ...fields,
    uri: formatUri(fields),
    extraConfig: { ...extraConfig },
    authConfig: withoutSecrets(authConfig),
    isDefault: bucket.is_default ?? false,
    health: healthOf(bucket),
    updatedAt: bucket.updated ?? undefined,
  };
}

function withoutSecrets(authConfig: GetBucketConfigResult["authConfig"]): GetBucketConfigResult["authConfig"] {
  const { method, ...fields } = authConfig;
  return { method, ...Object.fromEntries(Object.entries(fields).filter(([field]) => !isSecretAuthField(field))) };
}

function healthOf({ health }: BucketAnswer): BucketConfigHealth | undefined {
  if (!health) return undefined;
  return {
    status: health.status ?? undefined,
    lastCheckedAt: health.last_checked_at ?? undefined,
    message: health.message ?? undefined,
    capabilities: health.capabilities ?? [],
  };
}

function repoResult(org: string, repo: RepoAnswer): GetRepoResult {
  return {
    org,
    id: repo._id ?? repo.id,
    name: repo.name,
    kind: repo.kind ?? undefined,
    prefix: repo.prefix ?? undefined,
    description: repo.description ?? undefined,
    visibility: repo.visibility ?? undefined,
    mode: repo.status?.mode ?? undefined,
    bucketConfigId: repo.bucket?.id,
    bucketConfigNickname: repo.bucket?.nickname ?? undefined,
    createdAt: repo.created ?? undefined,
    updatedAt: repo.updated ?? undefined,
    deletedAt: repo.deleted_at ?? undefined,
  };
}
