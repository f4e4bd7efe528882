import { isIdentified, type RepoAnswer } from "../api/answers";
import { EndedError, type StatusError } from "../api/errors";
import { ExpectedError } from "../expected-error";
import { type Change, type Difference, mayBeSecret, readableDifferences } from "../model/diff";
import { formatUri } from "../model/location";
import type { NormalForm } from "../model/normal-form";
import { pathText } from "../model/problems";
import { type FieldName, isNickname } from "../model/schema";
import type { StandingBucketConfig } from "../model/standing-bucket-config";
import { inWords, namesOf } from "../model/text";
import { isUnknown } from "../model/unknown";
import type { Values } from "../model/values";
import { oneLine } from "../one-line";
import type { Face } from "./face";

// Every refusal says what happened, why, and what to do.

/** Something that this provider won't do, since it would lose or take what is not its own. */
export class RefusalError extends ExpectedError {}

const LET_GO =
  "or let go of it without deleting it, with the option retainOnDelete or `pulumi state delete`. It stands as it was.";

type Named = Pick<NormalForm, "nickname" | "platform" | "name" | "prefix">;

export function replaceInUse(
  before: NormalForm,
  repos: readonly RepoAnswer[],
  changes: readonly Change[],
): RefusalError {
  const replacing = changes.filter(({ rule }) => rule === "replace");
  const putBack = replacing.flatMap((change) => previousValues(change, before));
  const isLocation = replacing.some(({ field }) => ["platform", "name", "prefix"].includes(field));
  const uri = isLocation ? ` (uri '${formatUri(before)}')` : "";
  const wayBack = putBack.length > 0 ? `, or put ${inWords(putBack)}${uri}` : "";
  return new RefusalError(
    `Can't replace ${named(before)}: ${users(repos)}. Only its nickname can change while ${repos.length === 1 ? "it does" : "they do"}. ` +
      `${movedAway(repos)}${wayBack}. Nothing was changed.`,
  );
}

/** The program is as it was; what stands was changed by somebody else. */
export function driftInUse(declared: NormalForm, standing: NormalForm, repos: readonly RepoAnswer[]): RefusalError {
  return new RefusalError(
    `Can't replace ${named(standing)}: ${users(repos)}, and it was changed outside of this program: ${inSentence(readableDifferences(declared, standing))}. ` +
      `Declare what stands now, or have it changed back at Arraylake. Or ${lowerFirst(movedAway(repos))}: then an update replaces it by what is declared. Nothing was changed.`,
  );
}

/** Said where a resource goes, and another one has its config. */
export function letGo(config: Named, id: string): string {
  return `${named(config)} is let go of and not deleted: another resource of this stack has it (id ${id}).`;
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

/** @param done whether what stands there may be what was just sent; `replacing`: nothing was sent, and something is to be replaced */
export function locationTaken(
  wanted: NormalForm,
  holder: StandingBucketConfig,
  done: "no" | "perhaps" | "replacing",
  { aliasing, takingOver }: Pick<Face, "aliasing" | "takingOver">,
): RefusalError {
  const replacing = done === "replacing";
  const nickname = isNickname(holder.nickname) ? holder.nickname : undefined;
  const end = {
    no: "Nothing was created.",
    perhaps: "It may be what was just created.",
    replacing: "Nothing was changed.",
  };
  const wayOut = replacing
    ? "Choose another location, or first move or remove that one, in an update of its own. " +
      "If resources of this program only changed their names, they take the option `aliases`."
    : `If this resource only got another name in the program, tell Pulumi the old one: ${aliasing}. ` +
      `If nothing manages it yet and it is the one you mean, take it over: ${takingOver({ org: wanted.org, nickname, id: holder.id })}. Else choose another location.`;
  return new RefusalError(
    `Can't ${replacing ? "move" : "create"} BucketConfig '${wanted.nickname}' ${replacing ? "to" : "at"} ${formatUri(wanted)}: ` +
      `${described(holder)} already stands there, and a location can have only one. ${wayOut} ${end[done]}`,
  );
}

export function nicknameTaken(wanted: NormalForm, holder: StandingBucketConfig, before?: Named): RefusalError {
  const doing = before ? `rename ${named(before)} to '${wanted.nickname}'` : `create ${named(wanted)}`;
  return new RefusalError(
    `Can't ${doing}: the nickname is held by ${described(holder)}, ` +
      `and only one can have it. Choose another nickname, or first rename that one, in an update of its own. Nothing was ${before ? "changed" : "created"}.`,
  );
}

/** What a resource is to have, and what it has now, if it exists. */
export interface Claim {
  readonly wanted: NormalForm;
  readonly before?: NormalForm | undefined;
}

type Kind = "location" | "nickname";

export function wantedTwice(asked: Claim, other: Claim, what: Kind): RefusalError {
  const of = (config: Named) => (what === "location" ? formatUri(config) : config.nickname);
  const keeps = ({ wanted, before }: Claim) => before?.org === wanted.org && of(before) === of(wanted);
  const head =
    `Can't ${asked.before ? "change" : "create"} ${named(asked.wanted)}: another resource of this program, ` +
    `'${other.wanted.nickname}' (${formatUri(other.wanted)}), has the same ${what}`;
  if (keeps(asked) && keeps(other)) {
    return new RefusalError(
      `${head}, and so it is in the state. First run \`pulumi refresh\`, which forgets what is gone. If this message comes again and both have one id (\`pulumi stack --show-ids\`), ` +
        "remove one of the two from the program: what the other one has is let go of, and not deleted. Nothing was changed.",
    );
  }
  const [taker, who] = keeps(asked) ? [other, "that one"] : [asked, "this one"];
  const before =
    taker.before && (taker.before.org === taker.wanted.org ? of(taker.before) : `org: ${taker.before.org}`);
  const wayOut = before === undefined ? "remove it from the program if it is new" : `put back '${before}'`;
  return new RefusalError(
    `${head}. Give ${who} a ${what} of its own, or ${wayOut}. A resource that only got another name takes the option \`aliases\`, ` +
      "and one that is to be replaced on demand (`--replace`, `replaceOnChanges`) is removed in one update and declared again in the next. Nothing was changed.",
  );
}

/** What one resource gives up, another can have only afterwards: Pulumi orders no two changes of one update. */
export function givenUp(
  taking: NormalForm,
  giving: { readonly before: Named; readonly wanted: Named },
  what: Kind,
): RefusalError {
  const it = what === "location" ? formatUri(giving.before) : `'${giving.before.nickname}'`;
  return new RefusalError(
    `Can't give the ${what} ${it} to ${named(taking)} in the same update in which another resource of this program, ${named(giving.before)}, gives it up. ` +
      "Do it in two updates: first change the one that has it, and then the one that is to have it. " +
      "If two resources only changed their names in the program, they take the option `aliases`. Nothing was changed.",
  );
}

export function notAdoptable(
  wanted: NormalForm,
  holder: StandingBucketConfig,
  differences: readonly Difference[],
): RefusalError {
  return new RefusalError(
    `Can't adopt ${described(holder)}: it is not as declared. ${inSentence(differences)}. ` +
      `Declare what is there, then change it in a later update; or give the new BucketConfig a location of its own instead of ${formatUri(wanted)}. Nothing was changed.`,
  );
}

/** Nothing is seen that would explain it: unless a list was behind, and spoke of a time before the request, or its repetition on the way. */
export function createRefused(wanted: NormalForm, error: Error, listError?: Error): RefusalError {
  const unseen = listError
    ? `Arraylake refuses it. ${error.message} Then, of the list: ${listError.message}`
    : `Arraylake refuses it, though nothing is seen to hold its location or its nickname. ${error.message}`;
  return new RefusalError(
    `Can't create ${named(wanted)}: ${unseen} ` +
      "If it speaks of one that is there already, run `pulumi up` again: then the message names it, and `adopt: true` takes it over. Nothing else was changed.",
  );
}

/** A config that no state knows may stand: whoever reads it must know, and how to take it over. */
export function maybeCreated(wanted: NormalForm, error: Error, listError?: Error): RefusalError {
  const list = listError && !(listError instanceof EndedError) ? ` Then, of the list: ${listError.message}` : "";
  return new RefusalError(
    `Nobody can tell whether ${named(wanted)} was created: it may stand, though this stack doesn't know it. Run \`pulumi up\` again; if that says that the ` +
      `location is taken, \`adopt: true\` takes over what was made. What went wrong: ${error.message}${list}`,
  );
}

export function heldAlready(wanted: NormalForm, holder: StandingBucketConfig): RefusalError {
  return new RefusalError(
    `Can't adopt ${described(holder)} for ${named(wanted)}: another resource of this program has it already. ` +
      "Remove one of the two from the program: what the other one has is then let go of, and not deleted. Nothing was changed.",
  );
}

export function adoptionUnreadable(holder: StandingBucketConfig, paths: readonly (readonly string[])[]): RefusalError {
  return new RefusalError(
    `Can't adopt ${described(holder)}: what Arraylake says of it can't be read in part: ${inWords(paths.map(pathText))}. ` +
      "Run `pulumi up` again; if it lasts, tell Arraylake's support. Nothing was changed.",
  );
}

/** Said of what was to be renamed, deleted or taken over in a run that is over already. */
export function leftAlone(config: Named): RefusalError {
  return new RefusalError(
    `${named(config)} was left as it is, since another resource of this program was refused or failed: see what is said of that one. Nothing was changed here.`,
  );
}

export function renameUnseen(config: Named, wanted: Named): RefusalError {
  return new RefusalError(
    `Can't rename ${named(config)} to '${wanted.nickname}': Arraylake says that it was done, and yet it still has its old nickname. Run \`pulumi up\` again.`,
  );
}

/** The state keeps the old nickname: with it, the program would see no change. */
export function maybeRenamed(config: Named, wanted: Named, error: Error | undefined, findError: Error): RefusalError {
  const said = error ? error.message : "The answer was that to another request.";
  return new RefusalError(
    `Nobody can tell whether ${named(config)} was renamed to '${wanted.nickname}'. Run \`pulumi refresh\`, which looks at what stands. What went wrong: ${said} Then, when it was asked for: ${findError.message}`,
  );
}

export function stillStands(config: Named, said: string): RefusalError {
  return new RefusalError(
    `Can't delete ${named(config)}: it still stands. What went wrong: ${said} Run \`pulumi up\` again.`,
  );
}

export function maybeDeleted(config: Named, said: string, listError: Error): RefusalError {
  const then = listError instanceof EndedError ? "" : ` Then, when it was asked for: ${listError.message}`;
  return new RefusalError(
    `Nobody can tell whether ${named(config)} was deleted. Run \`pulumi refresh\`, which looks at what stands. What went wrong: ${said}${then}`,
  );
}

export function defaultMissing(
  { org, bucketConfigId }: { readonly org: string; readonly bucketConfigId: string },
  error?: Error,
): RefusalError {
  return new RefusalError(
    `Can't make BucketConfig ${bucketConfigId} the default of '${org}': no BucketConfig has that id there. Give the id of one of its BucketConfigs.${error ? ` ${error.message}` : ""}`,
  );
}

export function defaultTwice(org: string): RefusalError {
  return new RefusalError(
    `'${org}' can have one default: another resource of this program sets it as well. Remove one of the two DefaultBucketConfigs. Nothing was changed.`,
  );
}

export function unreadableConfig(id: string, paths: readonly (readonly string[])[]): RefusalError {
  const named = paths.map(pathText);
  return new RefusalError(
    `What Arraylake says of BucketConfig ${id} can't be read in part: ${inWords(named)}. What a state held of it stays as it was. If it lasts, tell Arraylake's support.`,
  );
}

export function gone(config: Named, id: string): RefusalError {
  return new RefusalError(
    `Can't change ${named(config)}: it is gone from Arraylake (id ${id}). Run \`pulumi refresh\`, then \`pulumi up\` creates it again.`,
  );
}

function named(config: Named): string {
  return oneLine(`BucketConfig '${config.nickname}' (${formatUri(config)})`);
}

function described(holder: StandingBucketConfig): string {
  const since = holder.createdAt ? `, since ${holder.createdAt}` : "";
  const by = holder.createdBy ? `, by ${holder.createdBy}` : "";
  const id = isIdentified(holder) ? `id ${holder.id}` : "its id unreadable";
  return oneLine(`BucketConfig '${holder.nickname}' (${formatUri(holder)}, ${id}${since}${by})`);
}

function users(repos: readonly RepoAnswer[]): string {
  const names = repos
    .map((repo) => ({ ...repo, name: oneLine(repo.name) }))
    .map((repo) => (repo.deletedAt ? `${repo.name}, a deleted repo in its grace period` : repo.name))
    .toSorted();
  return repos.length === 1
    ? `1 repo uses it (${names[0]})`
    : `${repos.length} repos use it (${namesOf(names, repos.some((repo) => repo.deletedAt) ? "; " : ", ")})`;
}

function movedAway(repos: readonly RepoAnswer[]): string {
  const them = repos.length === 1 ? "it" : "them";
  const deleted = repos.filter((repo) => repo.deletedAt).length;
  if (deleted === repos.length) return `Restore and move ${them}, or delete ${them} for good`;
  return `Move or delete ${them}${deleted > 0 ? " (the deleted ones for good)" : ""}`;
}

function inSentence(differences: readonly Difference[]): string {
  return differences.map(({ path, declared, actual }) => `${path} is ${actual}, declared ${declared}`).join("; ");
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function previousValues({ field, keys }: Change, before: NormalForm): string[] {
  const value = before[field];
  if (isUnknown(value)) return [`\`${field}\` back to what it was`];
  if (typeof value === "string") return [`\`${field}\` back to '${value}'`];
  // A preview may not know yet what becomes of the whole field.
  if (keys.length === 0) return [`\`${field}\` back to what it was`];
  return keys.map((key) => `\`${pathText([field, key])}\` back to ${previous([field, key], value)}`);
}

function previous(path: readonly [field: FieldName, key: string], values: Values): string {
  const [, key] = path;
  if (!Object.hasOwn(values, key)) return "nothing";
  const value = values[key];
  return mayBeSecret(path, value) ? "what it was" : typeof value === "string" ? `'${value}'` : JSON.stringify(value);
}
