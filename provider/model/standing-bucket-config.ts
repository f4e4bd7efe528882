import { authDefaultsOf, authFieldNamed, isSecretAuthField, requiredAuthFieldsOf } from "./auth-methods";
import { settingOf } from "./extra-config";
import { FIELD_NAMES } from "./fields";
import { type AuthConfigValues, type NormalForm, normalAuthConfig, normalExtraConfig, sorted } from "./normal-form";
import { requiredSetting } from "./platforms";
import { settingsOf } from "./rules";
import type { FieldName } from "./schema";
import { isFingerprint, isMasked, isUnreadable } from "./secrets";
import { isRecord, type Values } from "./values";

/** What the service tells of a BucketConfig, by the names that fields have here, as far as it is compared. */
export interface ToldBucketConfig {
  readonly id: string;
  readonly nickname: string;
  readonly platform: string;
  readonly name: string;
  readonly prefix?: string | undefined;
  readonly extraConfig?: Values | null | undefined;
  /** The method is empty where it is not told. */
  readonly authConfig?: (Values & { readonly method: string }) | null | undefined;
  readonly createdAt?: string | undefined;
  readonly createdBy?: string | undefined;
  /** The fields of which it says what can't be read. */
  readonly unreadable?: readonly string[] | undefined;
}

/**
 * What it says, in normal form as far as it can be read: a field that comes back empty is left out, and so is one that no
 * program of this version can declare. It would be a difference for ever, or a secret that nobody knows for one.
 */
function normalFormOf(told: ToldBucketConfig): Omit<NormalForm, "org"> {
  const { method, ...auth } = authOf(told);
  return {
    nickname: told.nickname,
    platform: told.platform,
    name: told.name,
    prefix: told.prefix ?? "",
    extraConfig: normalExtraConfig(only(told.extraConfig ?? {}, isSetting)),
    authConfig: normalAuthConfig({ method, ...only(auth, isAuthValue) }),
  };
}

function authOf({ authConfig }: ToldBucketConfig): Values {
  const known = only(authConfig ?? {}, (value, field) => value != null && authFieldNamed(field) !== undefined);
  return { method: authConfig?.method ?? "", ...known };
}

function isSetting(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean";
}

function isAuthValue(value: unknown, field: string): boolean {
  return typeof value === (authFieldNamed(field)?.type === "seconds" ? "number" : "string");
}

/**
 * The auth config for the state after a read: the service's truth for what can be read, the state's for what can't.
 * A secret at a path where the state holds none is kept as the face says, since Pulumi may store it in clear.
 */
export function mergedAuthConfig(
  stored: AuthConfigValues | undefined,
  standing: AuthConfigValues,
  keptSecret: (secret: string) => string,
): AuthConfigValues {
  if (standing.method === "" && stored) return stored;
  const sameMethod = stored?.method === standing.method ? stored : undefined;
  const read = Object.entries(standing)
    .filter(([, value]) => !isMasked(value))
    .map(([key, value]) => [
      key,
      isSecretAuthField(key) && !holdsSecret(sameMethod?.[key]) ? keptSecret(String(value)) : value,
    ]);
  const kept = Object.entries(sameMethod ?? {}).filter(([key]) => isUnreadable(standing[key]));
  return {
    method: standing.method,
    ...sorted(Object.fromEntries([...kept, ...read].filter(([key]) => key !== "method"))),
  } as AuthConfigValues;
}

function holdsSecret(stored: unknown): boolean {
  return stored !== undefined && !isFingerprint(stored);
}

function only(values: Values, wanted: (value: unknown, key: string) => boolean): Values {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => wanted(value, key)));
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

export function standingOf(told: ToldBucketConfig): StandingBucketConfig {
  const config = normalFormOf(told);
  return {
    ...config,
    unreadable: unreadableIn(told, config),
    untold: [
      ...(told.prefix === undefined ? (["prefix"] as const) : []),
      ...(told.extraConfig ? [] : (["extraConfig"] as const)),
    ],
    id: told.id,
    createdAt: told.createdAt,
    createdBy: told.createdBy,
  };
}

/** Whether it can be read where a config stands. */
export function isPlaced({ unreadable }: Pick<StandingBucketConfig, "unreadable">): boolean {
  return unreadable.every(([field]) => !["platform", "name", "prefix"].includes(field));
}

function unreadableIn(told: ToldBucketConfig, { platform }: Omit<NormalForm, "org">): readonly Path[] {
  const whole = (FIELD_NAMES as readonly ReadField[]).filter((field) => told.unreadable?.includes(field));
  const settings = settingsOf(told.extraConfig);
  const auth = authOf(told);
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
  { unreadable, untold, ...standing }: StandingBucketConfig,
  keptSecret: (secret: string) => string,
): Omit<NormalForm, "org"> {
  const { nickname, platform, name, prefix, extraConfig } = standing;
  const authConfig = mergedAuthConfig(stored.authConfig, standing.authConfig, keptSecret);
  const fields: Record<ReadField, unknown> = { nickname, platform, name, prefix, extraConfig, authConfig };
  const isOtherMethod = stored.authConfig?.method !== authConfig.method;
  for (const [field, key] of unreadable) {
    const before = stored[field];
    if (key === undefined) fields[field] = before;
    else if (holds(before, key) && !(field === "authConfig" && isOtherMethod))
      fields[field] = { ...(fields[field] as Values), [key]: before[key] };
  }
  for (const field of untold) fields[field] = stored[field] ?? fields[field];
  return fields as unknown as Omit<NormalForm, "org">;
}

function holds(values: unknown, key: string): values is Values {
  return isRecord(values) && Object.hasOwn(values, key);
}
