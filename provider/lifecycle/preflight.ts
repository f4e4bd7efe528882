import { type Change, incomparableSecrets, readableDifferences } from "../model/diff";
import { formatUri, isSameLocation } from "../model/location";
import type { CheckedInputs, NormalForm } from "../model/normal-form";
import { containsUnknown, isUnknown } from "../model/unknown";
import type { StandingBucketConfig } from "../model/wire";
import { locationTaken, nicknameTaken, notAdoptable, type RefusalError, replaceInUse, wantedTwice } from "./refusals";
import type { Session } from "./session";

/**
 * Asks, before anything is touched, what would make a create, a rename or a replacement fail, so that a preview tells the
 * truth and a replacement never deletes what it then can't create.
 */
export class Preflight {
  readonly #session: Session;
  /** Inputs of resources that exist, with what they were before: a replacement is checked a second time, without its past. */
  readonly #existing = new Map<string, NormalForm>();
  readonly #claimed = new Map<string, CheckedInputs>();
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
    this.#existing.set(keyOf(wanted), before);
    if (!isUnknown(wanted.nickname) && before.nickname !== wanted.nickname) this.#released.add(nicknameKey(before));
    const certain = changes.filter((change) => change.certain);
    const replace = certain.some(({ rule }) => rule === "replace");
    if (!replace && !certain.some(({ rule }) => rule === "update")) return undefined;
    const own = (await this.#standing(before.org)).find((config) => isSameLocation(config, before));
    const inUse = replace && own ? await this.replacement(own.id, before, changes) : undefined;
    if (inUse) return inUse;
    const others = (await this.#standing(wanted.org)).filter(({ id }) => id !== own?.id);
    return replace ? this.#conflict(others, wanted, true) : this.#renameConflict(others, wanted);
  }

  /** For a resource that is to be made: new, or the second half of a replacement. */
  async creation(wanted: CheckedInputs): Promise<RefusalError | undefined> {
    if (isUnknown(wanted.org)) return undefined;
    const before = this.#existing.get(keyOf(wanted));
    const standing = await this.#standing(wanted.org);
    if (before)
      return this.#conflict(
        standing.filter((config) => !isSameLocation(config, before)),
        wanted,
        true,
      );
    return this.#claim(wanted) ?? this.#conflict(standing, wanted, false);
  }

  /** Whether repos forbid that a config is replaced. */
  async replacement(id: string, before: NormalForm, changes: readonly Change[]): Promise<RefusalError | undefined> {
    const repos = await this.#session.organisation(before.org).repos(id);
    return repos.length === 0 ? undefined : replaceInUse(before, repos, changes, before);
  }

  async #standing(org: string): Promise<StandingBucketConfig[]> {
    return this.#session.organisation(org).standing();
  }

  #conflict(
    standing: readonly StandingBucketConfig[],
    wanted: CheckedInputs,
    replacing: boolean,
  ): RefusalError | undefined {
    const atLocation = standing.find((config) => isSameLocation(config, wanted));
    if (atLocation && wanted.adopt && !replacing) return adoptionRefusal(wanted, atLocation);
    if (atLocation) return locationTaken(wanted, atLocation, replacing);
    const sameNickname = standing.find(({ nickname }) => nickname === wanted.nickname);
    return sameNickname && nicknameTaken(wanted, sameNickname, replacing ? "replace" : "create");
  }

  #renameConflict(others: readonly StandingBucketConfig[], wanted: CheckedInputs): RefusalError | undefined {
    const holder = others.find(({ nickname }) => nickname === wanted.nickname);
    return holder && !this.#released.has(nicknameKey(wanted)) ? nicknameTaken(wanted, holder, "rename") : undefined;
  }

  /** Two resources of one program can't both have a location or a nickname. */
  #claim(wanted: CheckedInputs): RefusalError | undefined {
    const location = containsUnknown([wanted.platform, wanted.name, wanted.prefix])
      ? undefined
      : `location ${wanted.org} ${formatUri(wanted)}`;
    const nickname = isUnknown(wanted.nickname) ? undefined : nicknameKey(wanted);
    const other = (location && this.#claimed.get(location)) ?? (nickname && this.#claimed.get(nickname)) ?? undefined;
    if (other) return wantedTwice(wanted, other, location && this.#claimed.has(location) ? "location" : "nickname");
    for (const key of [location, nickname]) if (key) this.#claimed.set(key, wanted);
    return undefined;
  }
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

function nicknameKey(config: NormalForm): string {
  return `nickname ${config.org} ${config.nickname}`;
}
