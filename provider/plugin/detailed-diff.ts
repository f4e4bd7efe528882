import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { ChangedPath, DiffResult } from "../lifecycle/hooks";
import { isRecord, type Values } from "../model/values";

const { Kind } = PropertyDiff;
/** Of each kind of change, what it is called where it replaces. */
const REPLACING = {
  [Kind.ADD]: Kind.ADD_REPLACE,
  [Kind.DELETE]: Kind.DELETE_REPLACE,
  [Kind.UPDATE]: Kind.UPDATE_REPLACE,
};

/** A diff as Pulumi shows it: each changed path, and whether it replaces. */
export function diffResponse({ changes, deleteBeforeReplace }: DiffResult, olds: Values, news: Values): DiffResponse {
  const response = new DiffResponse()
    .setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true)
    .setDiffsList([...new Set(changes.map(({ path: [field] }) => field))])
    .setReplacesList([...new Set(changes.filter(({ replaces }) => replaces).map(({ path: [field] }) => field))]);
  const detailed = response.getDetaileddiffMap();
  for (const change of changes) detailed.set(pathText(change), new PropertyDiff().setKind(kindOf(change, olds, news)));
  return response;
}

function kindOf({ path, replaces }: ChangedPath, olds: Values, news: Values) {
  const kind = !isThere(olds, path) ? Kind.ADD : isThere(news, path) ? Kind.UPDATE : Kind.DELETE;
  return replaces ? REPLACING[kind] : kind;
}

function isThere(values: Values, [field, key]: ChangedPath["path"]): boolean {
  const value = values[field];
  return key === undefined ? value !== undefined : isRecord(value) && value[key] !== undefined;
}

/** As Pulumi writes the path of a property. */
function pathText({ path: [field, key] }: ChangedPath): string {
  if (key === undefined) return field;
  return /^[A-Za-z_]\w*$/.test(key) ? `${field}.${key}` : `${field}[${JSON.stringify(key)}]`;
}

/**
 * The new values without what the option `ignoreChanges` leaves out of account: there the old ones stay. Pulumi does this
 * itself, but not in a refresh.
 */
export function withIgnored(olds: Values, news: Values, ignored: readonly string[]): Values {
  const values: Record<string, unknown> = { ...news };
  for (const path of ignored) {
    const [field = "", key] = path.split(/\.|\[["']?|["']?\]/);
    if (key === undefined || key === "" || key === "*") replace(values, field, olds[field]);
    else if (isRecord(values[field])) {
      const inside: Record<string, unknown> = { ...values[field] };
      replace(inside, key, isRecord(olds[field]) ? olds[field][key] : undefined);
      values[field] = inside;
    }
  }
  return values;
}

function replace(values: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) delete values[key];
  else values[key] = value;
}
