import type { BucketAnswer, RepoAnswer } from "../api/answers";
import { isSecretAuthField } from "../model/fields";
import { formatUri, isSameLocation, parseUri } from "../model/location";
import { standing } from "../model/wire";
import type { Session } from "./session";
import { ORG_PROBLEM } from "./settings";

/** Whether Arraylake can use the object store, by its own last check. */
export interface BucketConfigHealth {
  status: string | undefined;
  /** ISO 8601. */
  lastCheckedAt: string | undefined;
  message: string | undefined;
  capabilities: string[];
}

/** A BucketConfig as it stands at the service. Its secrets are not in it. */
export interface GetBucketConfigResult {
  org: string;
  id: string;
  nickname: string;
  /** `{platform}://{name}[/{prefix}]`. */
  uri: string;
  /** One of the known platforms, or a word that this version doesn't know yet. */
  platform: string;
  name: string;
  prefix: string;
  extraConfig: Record<string, string | boolean>;
  /** The auth method and its fields, without secrets. The method is empty where the service doesn't tell it. */
  authConfig: { method: string } & Record<string, string | number>;
  /** Whether new repos use it when they name none. */
  isDefault: boolean;
  /** Undefined where it was never checked. */
  health: BucketConfigHealth | undefined;
  /** ISO 8601, UTC. */
  createdAt: string | undefined;
  createdBy: string | undefined;
  /** ISO 8601, UTC. */
  updatedAt: string | undefined;
}

/** A repo as it stands at the service. */
export interface GetRepoResult {
  org: string;
  id: string | undefined;
  name: string;
  kind: string | undefined;
  prefix: string | undefined;
  description: string | undefined;
  visibility: string | undefined;
  /** `online`, `maintenance`, `offline`, or a word that this version doesn't know yet. */
  mode: string | undefined;
  /** The BucketConfig that it relies on. */
  bucketConfigId: string | undefined;
  bucketConfigNickname: string | undefined;
  createdAt: string | undefined;
  updatedAt: string | undefined;
  /** When it was deleted; it can be restored for a grace period. */
  deletedAt: string | undefined;
}

export interface GetBucketConfigsArgs {
  /** Default: the provider's org, the config `arraylake:org`, then `ARRAYLAKE_ORG`. */
  org?: string;
}

/** Exactly one of `nickname`, `id` and `uri`. */
export interface GetBucketConfigArgs extends GetBucketConfigsArgs {
  nickname?: string;
  id?: string;
  /** As in `BucketConfig`, such as `s3://bucket/prefix`; `s3://` also finds an `s3-compatible` one. */
  uri?: string;
}

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
  const buckets = [...(await session.organisation(org).bucketsNow()).values()];
  return buckets
    .map((bucket) => bucketConfigResult(org, bucket))
    .toSorted((a, b) => (a.nickname < b.nickname ? -1 : 1));
}

export async function findBucketConfig(session: Session, args: GetBucketConfigArgs): Promise<GetBucketConfigResult> {
  const [key, ...more] = (["nickname", "id", "uri"] as const).filter((name) => args[name] !== undefined);
  if (!key || more.length > 0) throw new Error("getBucketConfig takes exactly one of nickname, id and uri.");
  const wanted = (args[key] as string).trim();
  const all = await findBucketConfigs(session, args);
  const found = all.find((config) => (key === "uri" ? isAt(config, wanted) : config[key] === wanted));
  if (found) return found;
  const known =
    all.length === 0
      ? "There is none yet."
      : `There are: ${all.map(({ nickname, uri }) => `${nickname} (${uri})`).join(", ")}.`;
  throw new Error(`No BucketConfig of '${orgOf(session, args)}' has the ${key} '${wanted}'. ${known}`);
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
  if (!name) throw new Error(`org ${ORG_PROBLEM.message}.`);
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
