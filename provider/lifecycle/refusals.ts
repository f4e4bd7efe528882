import type { RepoAnswer } from "../api/answers";
import type { StatusError } from "../api/errors";
import { type Change, type Difference, mayBeSecret } from "../model/diff";
import { formatUri } from "../model/location";
import type { NormalForm } from "../model/normal-form";
import { pathText } from "../model/problems";
import { isRecord, type Loose } from "../model/rules";
import type { FieldName } from "../model/schema";
import { inWords, namesOf } from "../model/text";
import type { StandingBucketConfig } from "../model/wire";

// Every refusal says what happened, why, and what to do.

/** Something that this provider won't do, since it would lose or take what is not its own. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
}

const LET_GO =
  "or let go of it without deleting it, with the option retainOnDelete or `pulumi state delete`. It stands as it was.";

type Named = Pick<NormalForm, "nickname" | "platform" | "name" | "prefix">;

export function replaceInUse(
  config: Named,
  repos: readonly RepoAnswer[],
  changes: readonly Change[],
  before: NormalForm,
): RefusalError {
  const replacing = changes.filter(({ rule }) => rule === "replace");
  const putBack = replacing.flatMap((change) => previousValues(change, before));
  const isLocation = replacing.some(({ field }) => ["platform", "name", "prefix"].includes(field));
  return new RefusalError(
    `Can't replace ${named(config)}: ${users(repos)}. Only its nickname can change while ${repos.length === 1 ? "it does" : "they do"}. ` +
      `${movedAway(repos)}, or put ${inWords(putBack)}${isLocation ? ` (uri '${formatUri(before)}')` : ""}. Nothing was changed.`,
  );
}

export function deleteInUse(config: Named, repos: readonly RepoAnswer[]): RefusalError {
  return new RefusalError(`Can't delete ${named(config)}: ${users(repos)}. ${movedAway(repos)} first; ${LET_GO}`);
}

export function deleteRefused(config: Named, answer: Pick<StatusError, "status" | "message">): RefusalError {
  // Of a 403, the answer's own advice speaks of the token.
  const doubt = answer.status === 403 ? "Or something else relies on it" : "Something else may rely on it";
  return new RefusalError(
    `Can't delete ${named(config)}: Arraylake refuses it, though no repo is seen to use it. ${answer.message} ` +
      `${doubt}, such as an Iceberg namespace or a repo that you may not see: remove that first; ${LET_GO}`,
  );
}

export function locationTaken(wanted: NormalForm, holder: StandingBucketConfig, replacing: boolean): RefusalError {
  const wayOut = replacing
    ? "Choose another location, or remove that one first."
    : "If it is the one you mean, take it over: with `adopt: true` on the resource, or with an import file " +
      `(\`npx pulumi-arraylake import-file --org ${wanted.org} --nickname ${holder.nickname}\`). Else choose another location.`;
  return new RefusalError(
    `Can't ${replacing ? "move" : "create"} BucketConfig '${wanted.nickname}' ${replacing ? "to" : "at"} ${formatUri(wanted)}: ` +
      `${described(holder)} already stands there, and a location can have only one. ${wayOut} Nothing was ${replacing ? "changed" : "created"}.`,
  );
}

export function nicknameTaken(wanted: NormalForm, holder: StandingBucketConfig, before?: Named): RefusalError {
  const doing = before ? `rename ${named(before)} to '${wanted.nickname}'` : `create ${named(wanted)}`;
  return new RefusalError(
    `Can't ${doing}: the nickname is held by ${described(holder)}, ` +
      `and only one can have it. Choose another nickname, or rename that one first. Nothing was ${before ? "changed" : "created"}.`,
  );
}

export function wantedTwice(
  wanted: NormalForm,
  other: NormalForm,
  what: "location" | "nickname",
  doing: "create" | "change",
): RefusalError {
  return new RefusalError(
    `Can't ${doing} ${named(wanted)}: another resource of this program, ` +
      `'${other.nickname}' (${formatUri(other)}), has the same ${what}. Give each its own, or remove one of the two ` +
      "(a resource that only got another name takes the option aliases). Nothing was changed.",
  );
}

export function notAdoptable(
  wanted: NormalForm,
  holder: StandingBucketConfig,
  differences: readonly Difference[],
): RefusalError {
  const lines = differences.map(({ path, declared, actual }) => `${path} is ${actual}, declared ${declared}`);
  return new RefusalError(
    `Can't adopt ${described(holder)}: it is not as declared. ${lines.join("; ")}. ` +
      `Declare what is there, then change it in a later update; or give the new BucketConfig a location of its own instead of ${formatUri(wanted)}. Nothing was changed.`,
  );
}

export function gone(config: Named, id: string): RefusalError {
  return new RefusalError(
    `Can't change ${named(config)}: it is gone from Arraylake (id ${id}). Run \`pulumi refresh\`, then \`pulumi up\` creates it again.`,
  );
}

function named(config: Named): string {
  return `BucketConfig '${config.nickname}' (${formatUri(config)})`;
}

function described(holder: StandingBucketConfig): string {
  const since = holder.createdAt ? `, since ${holder.createdAt}` : "";
  const by = holder.createdBy ? `, by ${holder.createdBy}` : "";
  return `BucketConfig '${holder.nickname}' (${formatUri(holder)}, id ${holder.id}${since}${by})`;
}

function users(repos: readonly RepoAnswer[]): string {
  const names = repos
    .map((repo) => (repo.deleted_at ? `${repo.name}, a deleted repo in its grace period` : repo.name))
    .toSorted();
  return repos.length === 1
    ? `1 repo uses it (${names[0]})`
    : `${repos.length} repos use it (${namesOf(names, repos.some((repo) => repo.deleted_at) ? "; " : ", ")})`;
}

function movedAway(repos: readonly RepoAnswer[]): string {
  const them = repos.length === 1 ? "it" : "them";
  const deleted = repos.filter((repo) => repo.deleted_at).length;
  if (deleted === repos.length) return `Restore and move ${them}, or delete ${them} for good`;
  return `Move or delete ${them}${deleted > 0 ? " (the deleted ones for good)" : ""}`;
}

function previousValues({ field, keys }: Change, before: NormalForm): string[] {
  const value: unknown = before[field];
  if (typeof value === "string") return [`\`${field}\` back to '${value}'`];
  if (!isRecord(value) || keys.length === 0) return [`\`${field}\` back to what it was`];
  return keys.map((key) => `\`${pathText([field, key])}\` back to ${previous([field, key], value)}`);
}

function previous(path: readonly [field: FieldName, key: string], values: Loose): string {
  const [, key] = path;
  if (!Object.hasOwn(values, key)) return "nothing";
  const value = values[key];
  return mayBeSecret(path, value) ? "what it was" : typeof value === "string" ? `'${value}'` : JSON.stringify(value);
}
