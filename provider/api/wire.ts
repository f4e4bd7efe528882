import { settingOf } from "../model/extra-config";
import type { NormalForm } from "../model/normal-form";
import { toCamelCase, toSnakeCase } from "../model/wire-names";

// The only place where the service's snake_case and the program's camelCase meet, with the answers beside it.

/** The body of a POST that creates a BucketConfig. */
export interface NewBucketWire {
  readonly nickname: string;
  readonly platform: string;
  readonly name: string;
  readonly prefix: string;
  readonly extra_config: Readonly<Record<string, unknown>>;
  readonly auth_config: Readonly<Record<string, unknown>>;
}

export function toWire({ nickname, platform, name, prefix, extraConfig, authConfig }: NormalForm): NewBucketWire {
  return {
    nickname,
    platform,
    name,
    prefix,
    // A key that isn't known goes as it is written.
    extra_config: renamed(extraConfig, (key) => (settingOf(key) ? toSnakeCase(key) : key)),
    auth_config: renamed(authConfig, toSnakeCase),
  };
}

/** The fields of an answer by the names that they have here. One that goes by another's name gives way to it. */
export function fromWire(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const named = Object.entries(fields).flatMap(([field, value]) => {
    const name = NAMES.get(field) ?? toCamelCase(field);
    const wire = WIRE_NAMES.get(name) ?? toSnakeCase(name);
    return wire === field || !Object.hasOwn(fields, wire) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(named);
}

/** What isn't named here as on the wire, by its name there; and the other way. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["created", "createdAt"],
  ["updated", "updatedAt"],
]);
const WIRE_NAMES: ReadonlyMap<string, string> = new Map([...NAMES].map(([wire, name]) => [name, wire]));

function renamed(values: object, name: (key: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}
