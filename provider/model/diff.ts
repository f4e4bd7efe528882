import { FIELDS, isSecretAuthField } from "./fields";
import type { NormalForm } from "./normal-form";
import type { Loose } from "./rules";
import type { FieldName } from "./schema";
import { isMasked, isSameSecret, isUnreadable } from "./secrets";
import { containsUnknown, isUnknown } from "./unknown";

export interface Change {
  readonly field: FieldName;
  /** `record`: the state holds nothing to compare a write-only secret with (after an import), so it is only noted. */
  readonly rule: "update" | "replace" | "record";
  /** False where the new value is not known yet, so that the change may turn out to be none. */
  readonly certain: boolean;
}

type Comparison = "same" | "different" | "unknown" | "unrecorded";

/** What changes from one normal form to another, in the order of the field table. */
export function changesBetween(before: NormalForm, after: NormalForm): Change[] {
  return (Object.keys(FIELDS) as FieldName[]).flatMap((field): Change[] => {
    const comparison =
      field === "authConfig" ? compareAuth(before.authConfig, after.authConfig) : compare(before[field], after[field]);
    if (comparison === "same") return [];
    if (comparison === "unrecorded") return [{ field, rule: "record", certain: true }];
    return [{ field, rule: FIELDS[field].onChange, certain: comparison === "different" }];
  });
}

function compare(before: unknown, after: unknown): Comparison {
  if (isUnknown(before) || isUnknown(after)) return "unknown";
  if (!isRecord(before) || !isRecord(after)) return before === after ? "same" : "different";
  return worst(allKeys(before, after).map((key) => compare(own(before, key), own(after, key))));
}

function compareAuth(before: unknown, after: unknown): Comparison {
  if (!isRecord(before) || !isRecord(after)) return compare(before, after);
  if (before.method !== after.method) return isUnknown(after.method) ? "unknown" : "different";
  // A state that holds one of the method's secrets knows them all: another that it lacks was not there. After an import it holds none.
  const isRecorded = Object.entries(before).some(
    ([key, value]) => isSecretAuthField(key) && value !== undefined && !isMasked(value),
  );
  return worst(
    allKeys(before, after).map((key) => compareAuthField(key, own(before, key), own(after, key), isRecorded)),
  );
}

function compareAuthField(key: string, before: unknown, after: unknown, isRecorded: boolean): Comparison {
  if (!isSecretAuthField(key) || containsUnknown(after)) return compare(before, after);
  if (isMasked(before) || (before === undefined && !isRecorded)) return "unrecorded";
  return isSameSecret(before, after) ? "same" : "different";
}

const GRAVITY: readonly Comparison[] = ["different", "unknown", "unrecorded", "same"];

function worst(comparisons: Comparison[]): Comparison {
  return GRAVITY.find((comparison) => comparisons.includes(comparison)) ?? "same";
}

function allKeys(a: Loose, b: Loose): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

/** A key of the service's may be `constructor`, which every object answers to. */
function own(values: Loose, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function isRecord(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}

/** One field in which what stands at the service is not what was declared. Secret values are not in it. */
export interface Difference {
  readonly path: string;
  readonly declared: string;
  readonly actual: string;
  /** Whether nothing is declared there: the service may add what is its own. */
  readonly isAdded: boolean;
}

/**
 * Every readable difference between what is declared and what stands at the service. Masked secrets can't be compared, nor
 * can an auth config that the service doesn't tell at all.
 */
export function readableDifferences(declared: NormalForm, actual: Omit<NormalForm, "org">): Difference[] {
  const readable = (field: FieldName) => field !== "org" && (field !== "authConfig" || actual.authConfig.method !== "");
  const fields = (Object.keys(FIELDS) as FieldName[]).filter(readable);
  return fields.flatMap((field) => differencesAt(field, declared[field], actual[field as Exclude<FieldName, "org">]));
}

function differencesAt(path: string, declared: unknown, actual: unknown): Difference[] {
  if (isRecord(declared) && isRecord(actual)) {
    return allKeys(declared, actual).flatMap((key) =>
      differencesAt(`${path}.${key}`, own(declared, key), own(actual, key)),
    );
  }
  const secret = path.startsWith("authConfig.") && isSecretAuthField(path.slice("authConfig.".length));
  if (isUnknown(declared) || isMasked(actual) || (secret && actual === undefined)) return [];
  if (secret ? isSameSecret(declared, actual) : declared === actual) return [];
  return [
    {
      path,
      declared: secret ? "(a secret)" : shown(declared),
      actual: secret ? "(another secret)" : shown(actual),
      isAdded: declared === undefined,
    },
  ];
}

function shown(value: unknown): string {
  return value === undefined ? "(none)" : typeof value === "string" ? `'${value}'` : JSON.stringify(value);
}

/** The secrets that the service holds but doesn't give back, so that nobody can say whether they are as declared. */
export function incomparableSecrets(declared: NormalForm, actual: Omit<NormalForm, "org">): string[] {
  return secretsUnreadableIn(actual, declared).map((key) => `authConfig.${key}`);
}

/** The declared secrets of which a state or an answer holds nothing, or a mask. */
export function secretsUnreadableIn(held: Pick<NormalForm, "authConfig">, declared: NormalForm): string[] {
  return Object.keys(declared.authConfig).filter((key) => isSecretAuthField(key) && isUnreadable(held.authConfig[key]));
}
