import { isIdentified, type RepoAnswer } from "../api/answers";
import { absentAt } from "../api/errors";
import { type Change, changesBetween, incomparableSecrets, readableDifferences } from "../model/diff";
import { formatUri, isSameLocation } from "../model/location";
import type { CheckedInputs, NormalForm } from "../model/normal-form";
import { type StandingBucketConfig, unreadableFor } from "../model/standing-bucket-config";
import { containsUnknown, isUnknown } from "../model/unknown";
import type { ReadonlyBucketList } from "./bucket-list";
import { Claims } from "./claims";
import type { Holdings } from "./holdings";
import type { RefusalError } from "./refusals";
import * as refusals from "./refusals";
import type { Session } from "./session";

/** A resource of this run as its diff showed it. */
interface Diffed {
  readonly id: string;
  readonly before: NormalForm;
  readonly wanted: NormalForm;
  readonly changes: readonly Change[];
  /** Whether a check said already what it wants. It didn't where Pulumi replaces it because of another resource. */
  readonly isClaimed: boolean;
}

/**
 * Asks, before anything is touched, what would make a create, a rename or a replacement fail, so that a preview tells the
 * truth and a replacement never deletes what it then can't create.
 *
 * For a resource that exists, Pulumi calls check, diff and, where it is to be replaced, check once more as if it were new.
 * Only the diff knows the id. So what has to do with the service is asked for in that second check.
 */
export class Preflight {
  readonly #session: Session;
  readonly #holdings: Holdings;
  readonly claims = new Claims();
  /** Where the first checks said that something is wanted: their diffs follow. */
  readonly #checked = new Set<string>();
  /** What is to be replaced, until its second check comes. */
  readonly #toReplace: Diffed[] = [];
  readonly #replaced = new Map<string, Diffed>();
  /** By the id of what is replaced, the place of what comes after it. */
  readonly #successors = new Map<string, string>();
  readonly #predecessors = new Map<string, string>();
  /** The last diff that asked for no replacement: an option, or an earlier run that was cut off, may ask for one. */
  #kept: Diffed | undefined;
  /** By its place in the program, what is to be taken over. */
  readonly #adopting = new Map<string, StandingBucketConfig>();
  readonly #imported = new Set<string>();
  /** What a refresh of this run found in the state before it read what stands. */
  readonly #recorded = new Map<string, NormalForm>();

  constructor(session: Session, holdings: Holdings) {
    this.#session = session;
    this.#holdings = holdings;
  }

  /** Waits for the checks of this run. @throws where one of them was refused, which ends it */
  async settled(config: NormalForm): Promise<void> {
    if (!(await this.#session.run.areChecked())) throw refusals.leftAlone(config);
  }

  isReplaced(id: string): boolean {
    return this.#replaced.has(id);
  }

  /** The place of what replaces a config at once, if something does. */
  successorOf(id: string): string | undefined {
    return this.#successors.get(id);
  }

  /** The id of what a config replaces, if it does. */
  predecessorOf(config: NormalForm): string | undefined {
    return this.#predecessors.get(placeOf(config));
  }

  /** What a resource is to take over, if it is. */
  adoptedBy(config: NormalForm): StandingBucketConfig | undefined {
    return this.#adopting.get(placeOf(config));
  }

  /** A refresh reads what the state holds as `recorded`. */
  reading(id: string, recorded: NormalForm): void {
    this.#recorded.set(id, recorded);
    this.#holdings.countOwner(id, 1);
  }

  /** What no state knows was read: Pulumi imports it. */
  importing(id: string): void {
    this.#imported.add(id);
  }

  /** The first check of a resource that exists. */
  async change(before: NormalForm, wanted: CheckedInputs): Promise<RefusalError | undefined> {
    this.#kept = undefined;
    this.#checked.add(placeOf(wanted));
    return this.claims.claim(wanted, before) ?? (await this.#renameConflict(before, wanted));
  }

  /** Notes a diff. It is that of a refresh, or of what depends on a replaced resource, where no check came before it. */
  diffed(id: string, before: NormalForm, wanted: NormalForm, changes: readonly Change[]): void {
    const replaces = changes.some(({ rule }) => rule === "replace");
    const isClaimed = this.#checked.has(placeOf(wanted));
    const diffed = { id, before, wanted, changes, isClaimed };
    // Pulumi replaces nothing that it imports, and ends the run.
    if (replaces && this.#imported.has(id)) this.#session.run.refuse();
    if (replaces && (isClaimed || containsUnknown(wanted))) {
      this.#toReplace.push(diffed);
      this.#replaced.set(id, diffed);
    } else if (isClaimed) {
      this.#holdings.hold(id);
      this.claims.reached(before);
      this.#kept = diffed;
    }
  }

  /** For a resource that is to be made: new, or the second half of a replacement. */
  async creation(wanted: CheckedInputs): Promise<RefusalError | undefined> {
    const old = this.#takeReplaced(wanted) ?? (await this.#takeRecreated(wanted));
    const clash = old?.isClaimed ? this.claims.claimBesides(wanted, old) : this.claims.claim(wanted);
    if (clash || isUnknown(wanted.org)) return clash;
    if (old) {
      this.#successors.set(old.id, placeOf(wanted));
      this.#predecessors.set(placeOf(wanted), old.id);
    }
    const inUse = old && (await this.#inUse(old, wanted));
    if (inUse) return inUse;
    const list = await this.#list(wanted.org);
    const isLeft = old && !this.#holdings.isShared(old.id);
    return this.#conflict(list, wanted, isLeft ? list.find(old.id) : undefined);
  }

  /** Why a config that this run replaces can't be deleted while repos rely on it; undefined where it isn't replaced. */
  replacementRefusal(id: string, repos: readonly RepoAnswer[]): RefusalError | undefined {
    const old = this.#replaced.get(id);
    if (!old) return undefined;
    return this.#isDrift(old)
      ? refusals.driftInUse(old.wanted, old.before, repos)
      : refusals.replaceInUse(old.before, repos, old.changes);
  }

  #takeReplaced(wanted: NormalForm): Diffed | undefined {
    const index = this.#toReplace.findIndex(({ before, wanted: known, isClaimed }) =>
      overlaps(isClaimed ? known : before, wanted),
    );
    return index < 0 ? undefined : this.#toReplace.splice(index, 1)[0];
  }

  /** A run that was cut off between a deletion and a creation left nothing standing. While it stands, this is another resource. */
  async #takeRecreated(wanted: NormalForm): Promise<Diffed | undefined> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (!kept || changesBetween(kept.wanted, wanted).length > 0) return undefined;
    const organisation = this.#session.organisation(kept.before.org);
    return (await organisation.isGone(kept.id, kept.before)) ? kept : undefined;
  }

  /** Where only the world changed, the preview says so, and the deletion refuses: a refusal here would end every look at it. */
  async #inUse(old: Diffed, wanted: CheckedInputs): Promise<RefusalError | undefined> {
    const isCertain = !old.isClaimed || old.changes.some(({ rule, certain }) => rule === "replace" && certain);
    if (!isCertain) return undefined;
    const organisation = this.#session.organisation(old.before.org);
    if (!(await organisation.buckets()).has(old.id)) return undefined;
    const repos = await organisation.repos(old.id).catch(absentAt(404));
    // A config that is gone has no repos.
    if (!repos?.length) return undefined;
    if (!this.#isDrift(old)) return refusals.replaceInUse(old.before, repos, changesBetween(old.before, wanted));
    // The run goes on, up to the deletion that refuses: nothing else of it may be lost on the way.
    this.#session.run.refuse();
    this.#session.notices.warn(`An update will be refused. ${refusals.driftInUse(wanted, old.before, repos).message}`);
    return undefined;
  }

  #isDrift({ id, wanted }: Diffed): boolean {
    const recorded = this.#recorded.get(id);
    return recorded !== undefined && changesBetween(recorded, wanted).every(({ rule }) => rule !== "replace");
  }

  #list(org: string): Promise<ReadonlyBucketList> {
    return this.#session.organisation(org).buckets();
  }

  async #renameConflict(before: NormalForm, wanted: CheckedInputs): Promise<RefusalError | undefined> {
    const changes = changesBetween(before, wanted);
    const isRename = changes.some(({ rule, certain }) => rule === "update" && certain);
    if (!isRename || changes.some(({ rule }) => rule === "replace")) return undefined;
    const holder = (await this.#list(before.org))
      .called(wanted.nickname)
      .find((other) => !isSameLocation(other, before));
    return holder && refusals.nicknameTaken(wanted, holder, before);
  }

  /** What another than the resource's own config holds of what is wanted. */
  #conflict(
    list: ReadonlyBucketList,
    wanted: CheckedInputs,
    own: StandingBucketConfig | undefined,
  ): RefusalError | undefined {
    const atLocation = another(list.at(wanted), own);
    if (atLocation && wanted.adopt && !own) {
      if (this.#holdings.isHeld(atLocation.id)) return refusals.heldAlready(wanted, atLocation);
      // Its creation may fail, and Pulumi go on with the deletions: then whoever has it now keeps it.
      this.#holdings.promise(atLocation.id);
      this.#adopting.set(placeOf(wanted), atLocation);
      return adoptionRefusal(wanted, atLocation);
    }
    if (atLocation) return refusals.locationTaken(wanted, atLocation, own ? "replacing" : "no", this.#session.face);
    const sameNickname = another(list.called(wanted.nickname), own);
    return sameNickname && refusals.nicknameTaken(wanted, sameNickname, own);
  }
}

/** What two resources of one program can't have in common. */
export function placeOf({ org, nickname, platform, name, prefix }: NormalForm): string {
  return `${org} ${nickname} ${formatUri({ platform, name, prefix })}`;
}

/** An option such as ignoreChanges may make the two checks of a replacement differ, though not in everything. */
function overlaps(a: NormalForm, b: NormalForm): boolean {
  return a.org === b.org && (a.nickname === b.nickname || isSameLocation(a, b));
}

function another(
  found: readonly StandingBucketConfig[],
  own: StandingBucketConfig | undefined,
): StandingBucketConfig | undefined {
  return found.find(({ id }) => id !== own?.id);
}

/** Why a config can't be taken over: anything readable that is not as declared. */
export function adoptionRefusal(wanted: NormalForm, holder: StandingBucketConfig): RefusalError | undefined {
  const unreadable = [...(isIdentified(holder) ? [] : [["id"]]), ...unreadableFor(wanted, holder)];
  if (unreadable.length > 0) return refusals.adoptionUnreadable(holder, unreadable);
  const differences = readableDifferences(wanted, holder);
  return differences.length === 0 ? undefined : refusals.notAdoptable(wanted, holder, differences);
}

/** What stands, as a message names it. */
export function identified(holder: StandingBucketConfig): string {
  return `BucketConfig '${holder.nickname}' (${formatUri(holder)}, id ${holder.id})`;
}

/** What nobody can tell of what is to be taken over, if there is anything. */
export function adoptionDoubt(wanted: NormalForm, holder: StandingBucketConfig): string | undefined {
  const hidden = incomparableSecrets(wanted, holder);
  if (hidden.length === 0) return undefined;
  return `Arraylake doesn't give back ${hidden.join(" and ")} of ${identified(holder)}, which is taken over: nobody can tell whether it is as declared. Make sure that it is.`;
}
