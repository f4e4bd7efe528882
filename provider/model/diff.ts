import { isSecretAuthField } from "./auth-methods";
import { FIELD_NAMES, FIELDS } from "./fields";
import type { NormalForm } from "./normal-form";
import { pathText } from "./problems";
import type { FieldName } from "./schema";
import { isMasked, isSameSecret, isUnreadable } from "./secrets";
import { quoted } from "./text";
import { isUnknown } from "./unknown";
import { isRecord, type Values } from "./values";

export interface Change {
  readonly field: FieldName;
  /** Which keys of the field, where it holds several and they are known. */
  readonly keys: readonly string[];
  /** `record`: the state holds nothing to compare a write-only secret with (after an import), so it is only noted. */
  readonly rule: "update" | "replace" | "record";
  /** False where the new value is not known yet, so that the change may turn out to be none. */
  readonly certain: boolean;
}

type Comparison = "same" | "different" | "unknown" | "unrecorded";

/** What changes from one normal form to another, in the order of the field table. */
export function changesBetween(before: NormalForm, after: NormalForm): Change[] {
  return FIELD_NAMES.flatMap((field): Change[] => {
    const byKey = comparedByKey(field, before[field], after[field]);
    const comparison = byKey ? worst([...byKey.values()]) : compare(before[field], after[field]);
    if (comparison === "same") return [];
    return [
      {
        field,
        keys: [...(byKey ?? [])].filter(([, each]) => each === comparison).map(([key]) => key),
        rule: comparison === "unrecorded" ? "record" : FIELDS[field],
        certain: comparison !== "unknown",
      },
    ];
  });
}

function compare(before: unknown, after: unknown): Comparison {
  if (isUnknown(before) || isUnknown(after)) return "unknown";
  return before === after ? "same" : "different";
}

function comparedByKey(field: FieldName, before: unknown, after: unknown): Map<string, Comparison> | undefined {
  if (!isRecord(before) || !isRecord(after)) return undefined;
  if (field === "authConfig") return comparedAuth(before, after);
  return new Map(allKeys(before, after).map((key) => [key, compare(own(before, key), own(after, key))]));
}

function comparedAuth(before: Values, after: Values): Map<string, Comparison> {
  // An import met a config whose auth config the service didn't tell.
  if (before.method === "") return new Map([["method", "unrecorded"]]);
  if (before.method !== after.method) return new Map([["method", compare(before.method, after.method)]]);
  // A state that holds one of the method's secrets knows them all: another that it lacks was not there. After an import it holds none.
  const isRecorded = Object.entries(before).some(
    ([key, value]) => isSecretAuthField(key) && value !== undefined && !isMasked(value),
  );
  return new Map(
    allKeys(before, after).map((key) => [key, comparedAuthField(key, own(before, key), own(after, key), isRecorded)]),
  );
}

function comparedAuthField(key: string, before: unknown, after: unknown, isRecorded: boolean): Comparison {
  if (!isSecretAuthField(key) || isUnknown(after)) return compare(before, after);
  if (isMasked(before) || (before === undefined && !isRecorded)) return "unrecorded";
  return isSameSecret(before, after) ? "same" : "different";
}

const GRAVITY: readonly Comparison[] = ["different", "unknown", "unrecorded", "same"];

function worst(comparisons: Comparison[]): Comparison {
  return GRAVITY.find((comparison) => comparisons.includes(comparison)) ?? "same";
}

function allKeys(a: Values, b: Values): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

/** A key may be called `constructor`, and then be there on one side only. */
function own(values: Values, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** One field in which what stands at the service is not what was declared. What may be a secret is not in it. */
export interface Difference {
  readonly path: string;
  readonly declared: string;
  readonly actual: string;
  /** Set where nothing is declared: the service may add what is its own. */
  readonly isAdded?: true;
}

/** What stands at the service, as far as it is compared. */
type Actual = Omit<NormalForm, "org"> & {
  readonly unreadable?: readonly (readonly [field: FieldName, key?: string])[];
};

/**
 * Every readable difference between what is declared and what stands at the service. Masked secrets can't be compared, nor
 * can an auth config that the service doesn't tell at all, or what it says in a form that nobody can read.
 */
export function readableDifferences(declared: NormalForm, actual: Actual): Difference[] {
  const isReadable = (field: FieldName, key?: string) =>
    field !== "org" &&
    (field !== "authConfig" || actual.authConfig.method !== "") &&
    !actual.unreadable?.some(([known, inside]) => known === field && inside === key);
  const fields = FIELD_NAMES.filter((field) => isReadable(field)) as Exclude<FieldName, "org">[];
  return fields.flatMap((field) => {
    const [said, found] = [declared[field], actual[field]];
    if (!isRecord(said) || !isRecord(found)) return differences([field], said, found);
    const keys = allKeys(said, found).filter((key) => isReadable(field, key));
    return keys.flatMap((key) => differences([field, key], own(said, key), own(found, key)));
  });
}

function differences(
  path: readonly [field: FieldName, key?: string],
  declared: unknown,
  actual: unknown,
): Difference[] {
  const isSecret = path[0] === "authConfig" && isSecretAuthField(path[1] ?? "");
  if (isUnknown(declared) || isMasked(actual) || (isSecret && actual === undefined)) return [];
  if (isSecret ? isSameSecret(declared, actual) : declared === actual) return [];
  const hidden = isSecret ? "secret" : mayBeSecret(path, declared) || mayBeSecret(path, actual) ? "text" : undefined;
  const isOther = typeof declared === typeof actual;
  return [
    {
      path: pathText(path as readonly string[]),
      declared: shown(declared, hidden && `(a ${hidden})`),
      actual: shown(actual, hidden && (isOther ? `(another ${hidden})` : `(a ${hidden})`)),
      ...(declared === undefined && { isAdded: true }),
    },
  ];
}

/**
 * Whether a value must not be shown. The user may have marked any text of an extra or auth config as a Pulumi secret, which
 * nobody can see here.
 */
export function mayBeSecret([field, key]: readonly [field: FieldName, key?: string], value: unknown): boolean {
  return typeof value === "string" && key !== undefined && !(field === "authConfig" && key === "method");
}

/** As long as the longest prefix. */
const MOST_CHARACTERS = 256;

function shown(value: unknown, hidden: string | undefined): string {
  if (value === undefined) return "(none)";
  if (typeof value === "string") return hidden ?? quoted(value, MOST_CHARACTERS);
  return JSON.stringify(value);
}

/** The paths of the secrets, or the whole auth config, that the service holds but doesn't give back, so that nobody can compare them. */
export function incomparableSecrets(declared: NormalForm, actual: Actual): string[] {
  if (actual.authConfig.method === "") return ["authConfig"];
  return Object.keys(declared.authConfig)
    .filter((key) => isSecretAuthField(key) && isUnreadable(actual.authConfig[key]))
    .map((key) => `authConfig.${key}`);
}
