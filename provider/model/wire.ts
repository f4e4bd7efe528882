import { AUTH_FIELDS, EXTRA_CONFIG_FIELDS, FIELDS, isSecretAuthField, settingOf } from "./fields";
import {
  type AuthConfigValues,
  authDefaultsOf,
  type ExtraConfig,
  type NormalForm,
  normalAuthConfig,
  sorted,
} from "./normal-form";
import { isRecord, type Loose, requiredSetting } from "./rules";
import { type FieldName, requiredAuthFieldsOf } from "./schema";
import { fingerprint, isFingerprint, isMasked, isUnreadable } from "./secrets";

// The only place where the service's snake_case and the program's camelCase meet.

/** The body of a POST that creates a BucketConfig. */
export interface NewBucketWire {
  readonly nickname: string;
  readonly platform: string;
  readonly name: string;
  readonly prefix: string;
  readonly extra_config: ExtraConfig;
  readonly auth_config: Loose;
}

/** A BucketConfig in an answer of the service, as far as it is read. */
export interface BucketWire {
  readonly id: string;
  readonly nickname: string;
  readonly platform: string;
  readonly name: string;
  readonly prefix?: string | null | undefined;
  readonly extra_config?: Readonly<Record<string, unknown>> | null | undefined;
  readonly auth_config?: (Loose & { readonly method: string }) | null | undefined;
  readonly unreadable?: readonly string[] | undefined;
  readonly created?: string | null | undefined;
  readonly created_by?: string | null | undefined;
}

const WIRE_OF_AUTH = Object.fromEntries(Object.entries(AUTH_FIELDS).map(([field, { wire }]) => [field, wire]));
const FIELD_OF_AUTH = invert(WIRE_OF_AUTH);
const FIELD_OF_EXTRA = invert(EXTRA_CONFIG_FIELDS);

export function toWire(config: NormalForm): NewBucketWire {
  return {
    nickname: config.nickname,
    platform: config.platform,
    name: config.name,
    prefix: config.prefix,
    extra_config: renamed(config.extraConfig, EXTRA_CONFIG_FIELDS) as ExtraConfig,
    auth_config: renamed(config.authConfig, WIRE_OF_AUTH),
  };
}

/**
 * What stands at the service, in normal form as far as it can be read: a field that comes back empty is left out, and so is one
 * that no program of this version can declare. It would be a difference for ever, or a secret that nobody knows for one.
 */
export function fromWire(bucket: BucketWire): Omit<NormalForm, "org"> {
  const { method, ...auth } = authOf(bucket);
  return {
    nickname: bucket.nickname,
    platform: bucket.platform,
    name: bucket.name,
    prefix: bucket.prefix ?? "",
    extraConfig: sorted(only(settingsOf(bucket), isSetting)) as ExtraConfig,
    authConfig: normalAuthConfig({ method, ...only(auth, isAuthValue) }),
  };
}

function settingsOf({ extra_config }: BucketWire): Loose {
  return renamed(extra_config ?? {}, FIELD_OF_EXTRA);
}

function authOf({ auth_config }: BucketWire): Loose {
  const known = only(auth_config ?? {}, (value, wire) => value != null && Object.hasOwn(FIELD_OF_AUTH, wire));
  return { method: auth_config?.method ?? "", ...renamed(known, FIELD_OF_AUTH) };
}

function isSetting(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean";
}

function isAuthValue(value: unknown, field: string): boolean {
  return typeof value === (field === "durationSeconds" ? "number" : "string");
}

/**
 * The auth config for the state after a read: the service's truth for what can be read, the state's for what can't.
 * A secret at a path where the state holds none is never taken as it came, since Pulumi would store it in clear.
 */
export function mergedAuthConfig(stored: AuthConfigValues | undefined, live: AuthConfigValues): AuthConfigValues {
  if (live.method === "" && stored) return stored;
  const sameMethod = stored?.method === live.method ? stored : undefined;
  const read = Object.entries(live)
    .filter(([, value]) => !isMasked(value))
    .map(([key, value]) => [
      key,
      isSecretAuthField(key) && !holdsSecret(sameMethod?.[key]) ? fingerprint(String(value)) : value,
    ]);
  const kept = Object.entries(sameMethod ?? {}).filter(([key]) => isUnreadable(live[key]));
  return {
    method: live.method,
    ...sorted(Object.fromEntries([...kept, ...read].filter(([key]) => key !== "method"))),
  } as AuthConfigValues;
}

function holdsSecret(stored: unknown): boolean {
  return stored !== undefined && !isFingerprint(stored);
}

function only(values: Loose, wanted: (value: unknown, key: string) => boolean): Loose {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => wanted(value, key)));
}

function renamed(values: Loose, names: Readonly<Record<string, string>>): Loose {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [Object.hasOwn(names, key) ? (names[key] as string) : key, value]),
  );
}

function invert(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).map(([field, wire]) => [wire, field]));
}

type ReadField = Exclude<FieldName, "org">;
type Path = readonly [field: ReadField] | readonly [field: "extraConfig" | "authConfig", key: string];

/** A BucketConfig as it stands at the service. */
export interface StandingBucketConfig extends Omit<NormalForm, "org"> {
  readonly id: string;
  readonly createdAt: string | undefined;
  readonly createdBy: string | undefined;
  /** The paths of what nobody can read: said in another form than documented, or not said though it can't be missing. */
  readonly unreadable: readonly Path[];
  /** What is not said at all, or as null: it may be empty, or what it was. */
  readonly untold: readonly ("prefix" | "extraConfig")[];
}

export function standing(bucket: BucketWire): StandingBucketConfig {
  const config = fromWire(bucket);
  return {
    ...config,
    unreadable: unreadableIn(bucket, config),
    untold: [
      ...(bucket.prefix == null ? (["prefix"] as const) : []),
      ...(bucket.extra_config ? [] : (["extraConfig"] as const)),
    ],
    id: bucket.id,
    createdAt: bucket.created ?? undefined,
    createdBy: bucket.created_by ?? undefined,
  };
}

/** Whether it can be read where a config stands. */
export function isPlaced({ unreadable }: Pick<StandingBucketConfig, "unreadable">): boolean {
  return unreadable.every(([field]) => !["platform", "name", "prefix"].includes(field));
}

function unreadableIn(bucket: BucketWire, { platform }: Omit<NormalForm, "org">): readonly Path[] {
  const whole = (Object.keys(FIELDS) as ReadField[]).filter((field) => bucket.unreadable?.includes(FIELDS[field].wire));
  const settings = settingsOf(bucket);
  const auth = authOf(bucket);
  const required = requiredSetting(platform);
  const keys = {
    extraConfig: [...Object.keys(settings), ...(required ? [required] : [])].filter((key) => !isSetting(settings[key])),
    authConfig: toldAuthFieldsOf(auth.method).filter((key) => !isSecretAuthField(key) && !isAuthValue(auth[key], key)),
  };
  const paths = (["extraConfig", "authConfig"] as const)
    .filter((field) => !whole.includes(field))
    .flatMap((field) => [...new Set(keys[field])].map((key) => [field, key] as const));
  return [...whole.map((field) => [field] as const), ...paths];
}

/** Those that the service tells of every config with a method: what has to be given, and what has a default. */
function toldAuthFieldsOf(method: unknown): string[] {
  return [...requiredAuthFieldsOf(method), ...Object.keys(authDefaultsOf(method))];
}

/** The paths of what a reader has to do without: what a newer service may have besides, in forms of its own, is none. */
export function unreadableFor(
  stored: Partial<NormalForm>,
  { unreadable, untold }: StandingBucketConfig,
): readonly (readonly string[])[] {
  const matters = unreadable.filter(
    ([field, key]) => key === undefined || field === "authConfig" || settingOf(key) || holds(stored[field], key),
  );
  const kept = untold.filter((field) => Object.keys(stored[field] ?? {}).length > 0);
  return [...kept.map((field) => [field]), ...matters.filter(([field]) => !(kept as string[]).includes(field))];
}

/** What a state holds after a read: what can be read as the service says it, and the rest as it was. */
export function merged(
  stored: Partial<NormalForm>,
  { unreadable, untold, ...live }: StandingBucketConfig,
): Omit<NormalForm, "org"> {
  const { nickname, platform, name, prefix, extraConfig } = live;
  const authConfig = mergedAuthConfig(stored.authConfig, live.authConfig);
  const fields: Record<ReadField, unknown> = { nickname, platform, name, prefix, extraConfig, authConfig };
  const isOtherMethod = stored.authConfig?.method !== authConfig.method;
  for (const [field, key] of unreadable) {
    const before = stored[field];
    if (key === undefined) fields[field] = before;
    else if (holds(before, key) && !(field === "authConfig" && isOtherMethod))
      fields[field] = { ...(fields[field] as Loose), [key]: before[key] };
  }
  for (const field of untold) fields[field] = stored[field] ?? fields[field];
  return fields as unknown as Omit<NormalForm, "org">;
}

function holds(values: unknown, key: string): values is Loose {
  return isRecord(values) && Object.hasOwn(values, key);
}
