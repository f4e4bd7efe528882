import { SIGNATURE } from "../../provider/model/unknown";

// Secrets as Pulumi marks them in what it sends to a native plugin and keeps in a state: whatever stands under a mark is encrypted.

type Values = Readonly<Record<string, unknown>>;
export type Path = readonly string[];

const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function secret(value: unknown): Values {
  return { [SIGNATURE]: SECRET, value };
}

function isSecret(value: unknown): value is { readonly value: unknown } {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null;
}

/** Values with something in the place of each secret. */
function mapped(value: unknown, inPlaceOf: (inside: unknown) => unknown): unknown {
  if (isSecret(value)) return inPlaceOf(value.value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, inPlaceOf));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, inPlaceOf)]));
}

/** The same values without marks. */
export function clear(values: Values): Record<string, unknown> {
  const opened = (inside: unknown): unknown => mapped(inside, opened);
  return opened(values) as Record<string, unknown>;
}

/** What can be read of values by whoever may read no secret. */
export function readable(values: Values): unknown {
  return mapped(values, () => "[secret]");
}

/** The paths of all marks. */
export function marksIn(value: unknown, path: Path = []): Path[] {
  if (isSecret(value)) return [path, ...marksIn(value.value, path)];
  return isObject(value) ? Object.entries(value).flatMap(([key, item]) => marksIn(item, [...path, key])) : [];
}

/** Whether a path can't be read, because it or what holds it is marked; undefined where nothing is there. */
export function isHidden(value: unknown, [key, ...rest]: Path): boolean | undefined {
  if (isSecret(value)) return true;
  if (key === undefined) return value === undefined ? undefined : false;
  return isObject(value) ? isHidden(value[key], rest) : undefined;
}

/** Marks a path, where something is there. */
export function withMark(values: Values, [key = "", ...rest]: Path): Values {
  const value = values[key];
  if (value === undefined || isSecret(value)) return values;
  if (rest.length === 0) return { ...values, [key]: secret(value) };
  return isObject(value) ? { ...values, [key]: withMark(value, rest) } : values;
}
