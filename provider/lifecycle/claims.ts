import type { NormalForm } from "../model/normal-form";
import { containsUnknown } from "../model/unknown";
import { type Claim, givenUp, type RefusalError, wantedTwice } from "./refusals";

const KINDS = ["location", "nickname"] as const;
type Kind = (typeof KINDS)[number];

interface Giver {
  readonly before: NormalForm;
  readonly wanted: NormalForm;
}

/**
 * Which resource of one program wants which location and nickname. Each has one taker, and what a resource gives up nobody
 * can have in the same update: whichever of the two is asked for first, since Pulumi orders their changes as it likes.
 */
export class Claims {
  readonly #wanted = new Map<string, Claim>();
  readonly #givenUp = new Map<string, Giver>();
  readonly #reached = new Set<string>();

  /** Whether a resource is to be where a config stands, and isn't there yet. */
  isAwaited(config: NormalForm): boolean {
    const key = keyOf("location", config);
    return this.#wanted.has(key) && !this.#reached.has(key);
  }

  /** A resource is where it is to be. */
  reached(config: NormalForm): void {
    this.#reached.add(keyOf("location", config));
  }

  /** `before` is what a resource that exists has now. */
  claim(wanted: NormalForm, before?: NormalForm): RefusalError | undefined {
    const known = KINDS.filter((what) => isKnown(what, wanted));
    for (const what of known) {
      const clash = this.#clash(what, wanted, before);
      if (clash) return clash;
      const taker = before && this.#wanted.get(keyOf(what, before));
      if (before && taker) return givenUp(taker.wanted, { before, wanted }, what);
    }
    for (const what of known) {
      this.#wanted.set(keyOf(what, wanted), { wanted, before });
      // What it keeps is wanted as well, which is asked first.
      if (before) this.#givenUp.set(keyOf(what, before), { before, wanted });
    }
    return undefined;
  }

  /** What a replacement is to have that its first claim didn't say: the option ignoreChanges holds for that one alone. */
  claimBesides(wanted: NormalForm, { wanted: first, before }: Giver): RefusalError | undefined {
    const had = (what: Kind) => [first, before].some((config) => keyOf(what, config) === keyOf(what, wanted));
    const more = KINDS.filter((what) => isKnown(what, wanted) && !had(what));
    for (const what of more) {
      const clash = this.#clash(what, wanted, before);
      if (clash) return clash;
      this.#wanted.set(keyOf(what, wanted), { wanted, before });
    }
    return undefined;
  }

  /** Another resource that wants the same, or gives it up. */
  #clash(what: Kind, wanted: NormalForm, before: NormalForm | undefined): RefusalError | undefined {
    const key = keyOf(what, wanted);
    const other = this.#wanted.get(key);
    if (other) return wantedTwice({ wanted, before }, other, what);
    const giver = this.#givenUp.get(key);
    return giver && givenUp(wanted, giver, what);
  }
}

function isKnown(what: Kind, config: NormalForm): boolean {
  return !containsUnknown(partsOf(what, config));
}

function partsOf(what: Kind, { org, nickname, platform, name, prefix }: NormalForm): string[] {
  return what === "location" ? [org, platform, name, prefix] : [org, nickname];
}

function keyOf(what: Kind, config: NormalForm): string {
  return [what, ...partsOf(what, config)].join(" ");
}
