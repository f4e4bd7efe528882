// What the demo shows: every step as data, with all that must be seen for it to count as done.

export const ORG = "acme";
export const STACK = "dev";

/** What the stack's config keeps as secrets. */
export const SECRETS: Readonly<Record<string, string>> = {
  era5ExternalId: "demo-external-id-5d1f",
  tilesKeyId: "DEMO-KEY-ID-5D1F",
  tilesKey: "demo-secret-key-5d1f",
};

/** A BucketConfig that Arraylake holds. */
export interface Held {
  readonly nickname: string;
  readonly uri: string;
  /** The repos that rely on it. */
  readonly repos: readonly string[];
}

/** A piece of the program, and what is to stand there instead. */
export interface Edit {
  readonly from: string | RegExp;
  readonly to: string;
}

interface Told {
  readonly title: string;
  readonly why: string;
  /** What Arraylake must hold afterwards, each still with the id that it began with. */
  readonly holds: readonly Held[];
  /** The calls by which Arraylake's BucketConfigs were to be changed. */
  readonly writes: readonly ("POST" | "PATCH" | "DELETE")[];
  /** For the summary. */
  readonly seen: string;
}

/** The user's turn: the Pulumi CLI runs. */
export interface PulumiStep extends Told {
  /** All that the program has changed since the beginning; what it was in the step before, when left out. */
  readonly edits?: readonly Edit[];
  readonly command: readonly string[];
  readonly refused?: true;
  /** What the CLI must say. */
  readonly says: readonly string[];
}

/** Somebody else's turn: a call to Arraylake that Pulumi knows nothing of. */
export interface ServiceStep extends Told {
  readonly call: { readonly method: "POST" | "DELETE"; readonly path: string; readonly body?: object };
}

export type Step = PulumiStep | ServiceStep;

const era5: Held = { nickname: "era5", uri: "s3://acme-arraylake/era5", repos: [] };
const cmip6: Held = { nickname: "cmip6", uri: "gs://acme-climate/cmip6", repos: [] };
const tiles: Held = { nickname: "tiles", uri: "minio://acme-tiles", repos: [] };
const renamed: Held = { ...era5, nickname: "era5-hourly" };
const inUse: Held = { ...renamed, repos: ["weather"] };

const rename: Edit = { from: 'nickname: "era5"', to: 'nickname: "era5-hourly"' };
const move: Edit = { from: "s3://acme-arraylake/era5", to: "s3://acme-arraylake/era5-v2" };
const remove: Edit = { from: /\/\/ Amazon S3[\s\S]*?\n\}\);\n\n/, to: "" };

export const STEPS: readonly Step[] = [
  {
    title: "Preview three BucketConfigs on three platforms",
    why: "A preview checks every field and asks Arraylake whether a location or nickname is taken. It changes nothing.",
    command: ["preview"],
    says: ["BucketConfig era5 create", "BucketConfig cmip6 create", "BucketConfig tiles create", "4 to create"],
    holds: [],
    writes: [],
    seen: "a preview of three BucketConfigs, with nothing created",
  },
  {
    title: "Create them",
    why: "Each is created exactly once. The state keeps their secrets encrypted.",
    command: ["up", "--yes", "--skip-preview"],
    says: ["4 created"],
    holds: [era5, cmip6, tiles],
    writes: ["POST", "POST", "POST"],
    seen: "three BucketConfigs created, one call each, and none of their secrets in clear in the state",
  },
  {
    title: "Change a nickname",
    why: "The nickname is the one field that changes in place: the BucketConfig keeps its id.",
    edits: [rename],
    command: ["up", "--yes", "--skip-preview"],
    says: ["[diff: ~nickname]", "1 updated", "3 unchanged"],
    holds: [renamed, cmip6, tiles],
    writes: ["PATCH"],
    seen: "a nickname changed in place, under the same id",
  },
  {
    title: "Somebody creates a repo that relies on it",
    why: "From now on Arraylake lets nobody delete this BucketConfig, or change anything in it but its nickname.",
    call: {
      method: "POST",
      path: `/orgs/${ORG}/repos`,
      body: { name: "weather", bucket_nickname: renamed.nickname, kind: "icechunk", create_mode: "register" },
    },
    holds: [inUse, cmip6, tiles],
    writes: [],
    seen: "a repo that relies on one of them",
  },
  {
    title: "Try to move it to another prefix",
    why: "That would mean to delete it and to create another one. The preview already says that this can't be done, and why.",
    edits: [rename, move],
    command: ["preview"],
    refused: true,
    says: [
      "Can't replace BucketConfig 'era5-hourly' (s3://acme-arraylake/era5): 1 repo uses it (weather).",
      "Nothing was changed.",
    ],
    holds: [inUse, cmip6, tiles],
    writes: [],
    seen: "its replacement refused in the preview, with the repo's name",
  },
  {
    title: "Try to delete it",
    why: "It is taken out of the program. The delete is refused before Arraylake is asked to do anything.",
    edits: [rename, remove],
    command: ["up", "--yes", "--skip-preview"],
    refused: true,
    says: [
      "Can't delete BucketConfig 'era5-hourly' (s3://acme-arraylake/era5): 1 repo uses it (weather).",
      "It stands as it was.",
    ],
    holds: [inUse, cmip6, tiles],
    writes: [],
    seen: "its deletion refused, with the repo's name",
  },
  {
    title: "Put the program back as it was",
    why: "A refusal leaves nothing behind: with the old values there is nothing to do.",
    edits: [rename],
    command: ["up", "--yes", "--skip-preview", "--expect-no-changes"],
    says: ["4 unchanged"],
    holds: [inUse, cmip6, tiles],
    writes: [],
    seen: "nothing to do once the program was as before",
  },
  {
    title: "The repo is deleted",
    why: "At once and for good: a repo in its grace period would still rely on its BucketConfig.",
    call: { method: "DELETE", path: `/orgs/${ORG}/weather?immediate=true` },
    holds: [renamed, cmip6, tiles],
    writes: [],
    seen: "the repo gone",
  },
  {
    title: "Destroy the stack",
    why: "No repo relies on any of them now. A BucketConfig is only settings: the buckets and what is in them stay.",
    command: ["destroy", "--yes", "--skip-preview"],
    says: ["4 deleted"],
    holds: [],
    writes: ["DELETE", "DELETE", "DELETE"],
    seen: "everything destroyed",
  },
];
