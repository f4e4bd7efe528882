import { AUTH_FIELDS, EXTRA_CONFIG_FIELDS, FIELDS, isSecretAuthField } from "./fields";
import { type AuthConfigValues, type ExtraConfig, type NormalForm, normalAuthConfig, sorted } from "./normal-form";
import type { Loose } from "./rules";
import type { FieldName } from "./schema";
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
  const { method, ...auth } = present(bucket.auth_config ?? { method: "" });
  const known = only(auth, (_, field) => Object.hasOwn(FIELD_OF_AUTH, field));
  const settings = only(bucket.extra_config ?? {}, (value) => typeof value === "string" || typeof value === "boolean");
  return {
    nickname: bucket.nickname,
    platform: bucket.platform,
    name: bucket.name,
    prefix: bucket.prefix ?? "",
    extraConfig: sorted(renamed(settings, FIELD_OF_EXTRA)) as ExtraConfig,
    authConfig: normalAuthConfig({ method, ...renamed(known, FIELD_OF_AUTH) }),
  };
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
  const kept = Object.entries(sameMethod ?? {}).filter(([key]) => isSecretAuthField(key) && isUnreadable(live[key]));
  return {
    method: live.method,
    ...sorted(Object.fromEntries([...kept, ...read].filter(([key]) => key !== "method"))),
  } as AuthConfigValues;
}

function holdsSecret(stored: unknown): boolean {
  return stored !== undefined && !isFingerprint(stored);
}

function present<T extends Loose>(values: T): T {
  return only(values, (value) => value !== null && value !== undefined) as T;
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

/** A BucketConfig as it stands at the service. */
export interface StandingBucketConfig extends Omit<NormalForm, "org"> {
  readonly id: string;
  readonly createdAt: string | undefined;
  readonly createdBy: string | undefined;
  /** The fields of which the service said what nobody can read. */
  readonly unreadable: readonly Exclude<FieldName, "org">[];
}

export function standing(bucket: BucketWire): StandingBucketConfig {
  const fields = Object.keys(FIELDS).filter((field) => field !== "org") as Exclude<FieldName, "org">[];
  return {
    ...fromWire(bucket),
    unreadable: fields.filter((field) => bucket.unreadable?.includes(FIELDS[field].wire)),
    id: bucket.id,
    createdAt: bucket.created ?? undefined,
    createdBy: bucket.created_by ?? undefined,
  };
}
