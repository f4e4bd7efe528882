import { authDefaultsOf, presentName } from "./auth-methods";
import type { Location } from "./location";
import type { SaidLocation } from "./rules";
import { settingsOf } from "./rules";
import { cutOuterWhitespace } from "./text";
import { isUnknown } from "./unknown";
import { isRecord, type Values } from "./values";

export type ExtraConfig = Readonly<Record<string, string | boolean>>;
export type AuthConfigValues = Readonly<Record<string, string | number>> & { readonly method: string };

/** A BucketConfig written in the one way in which it is compared, sent and stored. */
export interface NormalForm extends Location {
  readonly org: string;
  readonly nickname: string;
  readonly extraConfig: ExtraConfig;
  /** In a preview it can be unknown as a whole. */
  readonly authConfig: AuthConfigValues;
}

/** What a resource is to be. */
export interface CheckedInputs extends NormalForm {
  readonly adopt?: true;
}

/** An input without mistakes in its normal form. `org` is what stands in for a missing `input.org`. */
export function normalForm(input: Values, location: SaidLocation, org: string): CheckedInputs {
  const { platform, name, prefix = "" } = location as Location & { readonly prefix?: string };
  return {
    org: mapKnown(input.org === undefined ? org : (input.org as string), cutOuterWhitespace),
    nickname: mapKnown(input.nickname as string, cutOuterWhitespace),
    platform,
    name,
    prefix: mapKnown(prefix, cutOuterWhitespace),
    extraConfig: mapKnown(input.extraConfig ?? {}, normalExtraConfig) as ExtraConfig,
    authConfig: mapKnown(input.authConfig, normalAuthConfig) as AuthConfigValues,
    ...(input.adopt === true ? { adopt: true } : {}),
  };
}

/**
 * What a state holds, in today's form: an earlier version may not have known a key that is known now, or called a method
 * otherwise. To every other reader a state is as this version writes it.
 */
export function stateForm<State extends Partial<NormalForm>>(olds: State): State {
  const { extraConfig, authConfig } = olds;
  return {
    ...olds,
    ...(isRecord(extraConfig) && { extraConfig: normalExtraConfig(extraConfig) }),
    ...(isRecord(authConfig) && { authConfig: normalAuthConfig(authConfig) }),
  };
}

function mapKnown<Value, Result>(value: Value, transform: (value: Value) => Result): Result | Value {
  return isUnknown(value) ? value : transform(value);
}

/** Known keys by their own names, others untouched, in a stable order. */
export function normalExtraConfig(extraConfig: unknown): ExtraConfig {
  return sorted(settingsOf(extraConfig)) as ExtraConfig;
}

/** A method by its present name, and the service's documented defaults, so that one thing has one spelling. */
export function normalAuthConfig(authConfig: unknown): AuthConfigValues {
  const { method, ...fields } = authConfig as Values;
  return { method: presentName(method), ...sorted({ ...authDefaultsOf(method), ...fields }) } as AuthConfigValues;
}

export function sorted(values: Values): Values {
  return Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
