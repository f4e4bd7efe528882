import type { RepoAnswer } from "../api/answers";
import { StatusError } from "../api/errors";
import { type Change, incomparableSecrets, readableDifferences } from "../model/diff";
import { formatUri } from "../model/location";
import type { CheckedInputs, NormalForm } from "../model/normal-form";
import { containsUnknown, isUnknown } from "../model/unknown";
import type { StandingBucketConfig } from "../model/wire";
import type { ReadonlyBucketList } from "./bucket-list";
import { locationTaken, nicknameTaken, notAdoptable, type RefusalError, replaceInUse, wantedTwice } from "./refusals";
import type { Session } from "./session";

/**
 * Asks, before anything is touched, what would make a create, a rename or a replacement fail, so that a preview tells the
 * truth and a replacement never deletes what it then can't create.
 */
export class Preflight {
  readonly #session: Session;
  /** Inputs of resources that exist, with what they were before: a replacement is checked a second time, without its past. */
  readonly #existing = new Map<string, { before: NormalForm; replaced: boolean }>();
  /** Which resource of this program has, or wants, a location or a nickname. */
  readonly #claims = new Map<string, Claim>();
  /** Nicknames that a resource of this program gives up, so that another may take them in the same update. */
  readonly #released = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** For a resource that exists: `changes` lead from `before` to `wanted`. */
  async change(
    before: NormalForm,
    wanted: CheckedInputs,
    changes: readonly Change[],
  ): Promise<RefusalError | undefined> {
    this.#existing.set(keyOf(wanted), { before, replaced: changes.some(({ rule }) => rule === "replace") });
    const clash = this.#claim(wanted, before);
    if (clash) return clash;
    if (!isUnknown(wanted.nickname) && before.nickname !== wanted.nickname) this.#released.add(nicknameKey(before));
    const certain = changes.filter((change) => change.certain);
    const replace = certain.some(({ rule }) => rule === "replace");
    if (!replace && !certain.some(({ rule }) => rule === "update")) return undefined;
    const [own] = (await this.#list(before.org)).at(before);
    const inUse = replace && own ? await this.replacement(own.id, before, changes) : undefined;
    if (inUse) return inUse;
    const list = await this.#list(wanted.org);
    // Where the old one is gone (a killed run, a hand), what remains is a creation, which may adopt what was made meanwhile.
    return replace ? conflict(list, wanted, own) : this.#renameConflict(list, wanted, before, own);
  }

  /** For a resource that is to be made: new, or the second half of a replacement. */
  async creation(wanted: CheckedInputs): Promise<RefusalError | undefined> {
    if (isUnknown(wanted.org)) return undefined;
    const existing = this.#existing.get(keyOf(wanted));
    const before = existing?.replaced ? existing.before : undefined;
    const clash = before ? undefined : this.#claim(wanted);
    if (clash) return clash;
    const list = await this.#list(wanted.org);
    return conflict(list, wanted, before && list.at(before)[0]);
  }

  /** Whether repos forbid that a config is replaced. */
  async replacement(id: string, before: NormalForm, changes: readonly Change[]): Promise<RefusalError | undefined> {
    const repos = await this.#session.organisation(before.org).repos(id).catch(noneWhereGone);
    return repos.length === 0 ? undefined : replaceInUse(before, repos, changes, before);
  }

  #list(org: string): Promise<ReadonlyBucketList> {
    return this.#session.organisation(org).buckets();
  }

  #renameConflict(
    list: ReadonlyBucketList,
    wanted: CheckedInputs,
    before: NormalForm,
    own: StandingBucketConfig | undefined,
  ): RefusalError | undefined {
    const holder = another(list.called(wanted.nickname), own);
    return holder && !this.#released.has(nicknameKey(wanted)) ? nicknameTaken(wanted, holder, before) : undefined;
  }

  /** Two resources of one program can't both have a location or a nickname; where both have it already, nothing is asked for. */
  #claim(wanted: CheckedInputs, before?: NormalForm): RefusalError | undefined {
    const isLocationKnown = !containsUnknown([wanted.platform, wanted.name, wanted.prefix]);
    const keys = {
      location: isLocationKnown && locationKey(wanted),
      nickname: !isUnknown(wanted.nickname) && nicknameKey(wanted),
    };
    const held = before ? [locationKey(before), nicknameKey(before)] : [];
    for (const what of ["location", "nickname"] as const) {
      const key = keys[what];
      if (!key) continue;
      const other = this.#claims.get(key);
      const isHeld = held.includes(key);
      if (other && !(isHeld && other.isHeld))
        return wantedTwice(wanted, other.wanted, what, before ? "change" : "create");
      this.#claims.set(key, { wanted, isHeld });
    }
    return undefined;
  }
}

interface Claim {
  readonly wanted: CheckedInputs;
  /** Whether the resource had it before this run. */
  readonly isHeld: boolean;
}

/** What another than the resource's own config holds of what is wanted. */
function conflict(
  list: ReadonlyBucketList,
  wanted: CheckedInputs,
  own: StandingBucketConfig | undefined,
): RefusalError | undefined {
  const atLocation = another(list.at(wanted), own);
  if (atLocation && wanted.adopt && !own) return adoptionRefusal(wanted, atLocation);
  if (atLocation) return locationTaken(wanted, atLocation, own !== undefined);
  const sameNickname = another(list.called(wanted.nickname), own);
  return sameNickname && nicknameTaken(wanted, sameNickname, own);
}

function another(
  found: readonly StandingBucketConfig[],
  own: StandingBucketConfig | undefined,
): StandingBucketConfig | undefined {
  return found.find(({ id }) => id !== own?.id);
}

/** A config that is gone has no repos. */
function noneWhereGone(error: unknown): RepoAnswer[] {
  if (error instanceof StatusError && error.status === 404) return [];
  throw error;
}

/** Why a config can't be taken over: anything readable that is not as declared. */
export function adoptionRefusal(wanted: NormalForm, holder: StandingBucketConfig): RefusalError | undefined {
  const differences = readableDifferences(wanted, holder);
  return differences.length === 0 ? undefined : notAdoptable(wanted, holder, differences);
}

export function adoptionNotice(wanted: NormalForm, holder: StandingBucketConfig): string {
  const hidden = incomparableSecrets(wanted, holder);
  const base = `BucketConfig '${holder.nickname}' (${formatUri(holder)}, id ${holder.id}) is taken over as it stands; nothing was written.`;
  return hidden.length === 0
    ? base
    : `${base} Arraylake doesn't give back ${hidden.join(" and ")}, so nobody can tell whether it is as declared: make sure that it is.`;
}

function keyOf(wanted: CheckedInputs): string {
  return JSON.stringify(wanted);
}

function locationKey(config: NormalForm): string {
  return `location ${config.org} ${formatUri(config)}`;
}

function nicknameKey(config: NormalForm): string {
  return `nickname ${config.org} ${config.nickname}`;
}
