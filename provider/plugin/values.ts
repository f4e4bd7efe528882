import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { AUTH_FIELDS, isSecretAuthField } from "../model/auth-methods";
import { settingOf } from "../model/extra-config";
import { plainJson } from "../model/plain-json";
import { isUnknown, SIGNATURE, UNKNOWN } from "../model/unknown";
import { isRecord, type Values } from "../model/values";
import { toSnakeCase } from "../model/wire-names";

type Path = readonly string[];

/** Values of a request, in clear, and where in them Pulumi had marked a secret. */
export interface Incoming {
  readonly values: Values;
  readonly secrets: readonly Path[];
}

const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The other words that stand for what isn't known yet, by the type that it will have. Source: as for UNKNOWN. */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** What a request holds. The line of a dynamic provider, whose resource this one was before, is no part of it. */
export function incoming(message: StructMessage | undefined): Incoming {
  const secrets: Path[] = [];
  const { __provider, ...values } = opened(message?.toJavaScript() ?? {}, [], secrets) as Values;
  return { values, secrets };
}

/** @param path where the value is; it grows and shrinks on the way */
function opened(value: unknown, path: string[], secrets: Path[]): unknown {
  if (typeof value === "string") return UNKNOWNS.has(value) ? UNKNOWN : value;
  const inside = (item: unknown, key: string) => {
    path.push(key);
    const result = opened(item, path, secrets);
    path.pop();
    return result;
  };
  if (Array.isArray(value)) return value.map((item, index) => inside(item, String(index)));
  if (!isRecord(value)) return value;
  if (value[SIGNATURE] === SECRET) {
    secrets.push([...path]);
    return opened(value.value, path, secrets);
  }
  // An asset, an archive or a file's bytes: to every rule a thing of another type than is wanted.
  if (SIGNATURE in value) return [];
  const named = path.length === 1 && path[0] === "authConfig" ? withPythonsNames(value) : value;
  return Object.fromEntries(Object.entries(named).map(([key, item]) => [key, inside(item, key)]));
}

const BY_PYTHONS_NAME: ReadonlyMap<string, string> = new Map(
  Object.keys(AUTH_FIELDS).map((name) => [toSnakeCase(name), name]),
);

/** Python's SDK has names of its own, which Pulumi leaves as they are in a dictionary that may be of several types. */
function withPythonsNames(authConfig: Values): Values {
  const renamed = (key: string) => {
    const name = BY_PYTHONS_NAME.get(key);
    return name === undefined || name in authConfig ? key : name;
  };
  return Object.fromEntries(Object.entries(authConfig).map(([key, value]) => [renamed(key), value]));
}

/**
 * Values of an answer: what came as a secret goes as one, and so does every secret of an auth config, whoever marked it. The
 * state encrypts each by itself.
 */
export function outgoing(values: object, ...sources: readonly Incoming[]): StructMessage {
  const marked = new Set(sources.flatMap(({ secrets }) => secrets.flatMap(namesOf)).map(pathKey));
  const isSecret = (path: Path) =>
    (path[0] === "authConfig" && isSecretLeaf(path)) || (marked.size > 0 && marked.has(pathKey(path)));
  return Struct.fromJavaScript(closed(plainJson(values), [], isSecret) as Record<string, never>);
}

function isSecretLeaf([, field, ...more]: Path): boolean {
  return field !== undefined && more.length === 0 && isSecretAuthField(field);
}

/** @param path where the value is; it grows and shrinks on the way */
function closed(value: unknown, path: string[], isSecret: (path: Path) => boolean): unknown {
  const within = (item: unknown, key: string) => {
    path.push(key);
    const result = closed(item, path, isSecret);
    path.pop();
    return result;
  };
  const inside = isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, within(item, key)]))
    : value;
  return isSecret(path) && !isUnknown(value) ? { [SIGNATURE]: SECRET, value: inside } : inside;
}

/** What was marked by one name may come back by another: a location in parts or as one text, a setting in either spelling. */
function namesOf(path: Path): Path[] {
  const [field, key] = path;
  if (field === "extraConfig" && key !== undefined) return [["extraConfig", settingOf(key) ?? key]];
  if (field === "uri") return [["uri"], ["platform"], ["name"], ["prefix"]];
  return ["platform", "name", "prefix"].includes(String(field)) ? [path, ["uri"]] : [path];
}

/** No two paths are joined to the same text: a key may hold anything but half a character. */
function pathKey(path: Path): string {
  return path.join("\ud800");
}
