import { formatUri } from "../model/location";
import type { NormalForm } from "../model/normal-form";
import { containsUnknown } from "../model/unknown";
import { givenUp, type RefusalError, wantedTwice } from "./refusals";

const KEYS = { location: locationKey, nickname: nicknameKey } as const;

interface Giver {
  readonly before: NormalForm;
  readonly wanted: NormalForm;
}

/**
 * Which resource of one program wants which location and nickname. Each has one taker, and what a resource gives up nobody
 * can have in the same update: whichever of the two is asked for first, since Pulumi orders their changes as it likes.
 */
export class Claims {
  readonly #wanted = new Map<string, NormalForm>();
  readonly #givenUp = new Map<string, Giver>();

  /** `before` is what a resource that exists has now. */
  claim(wanted: NormalForm, before?: NormalForm): RefusalError | undefined {
    const kinds = Object.keys(KEYS) as (keyof typeof KEYS)[];
    for (const what of kinds) {
      const [key, left] = this.#keys(what, wanted, before);
      const other = key && this.#wanted.get(key);
      if (other) return wantedTwice(wanted, other, what, before ? "change" : "create");
      const giver = key && this.#givenUp.get(key);
      if (giver) return givenUp(wanted, giver, what);
      const taker = left && this.#wanted.get(left);
      if (before && taker) return givenUp(taker, { before, wanted }, what);
    }
    for (const what of kinds) {
      const [key, left] = this.#keys(what, wanted, before);
      if (key) this.#wanted.set(key, wanted);
      if (before && left) this.#givenUp.set(left, { before, wanted });
    }
    return undefined;
  }

  /** What is wanted, and what is surely given up for it. */
  #keys(what: keyof typeof KEYS, wanted: NormalForm, before: NormalForm | undefined) {
    const key = KEYS[what](wanted);
    const left = before && KEYS[what](before);
    return [key, key !== undefined && left !== key ? left : undefined] as const;
  }
}

function locationKey({ org, platform, name, prefix }: NormalForm): string | undefined {
  if (containsUnknown([org, platform, name, prefix])) return undefined;
  return JSON.stringify(["location", org, formatUri({ platform, name, prefix })]);
}

function nicknameKey({ org, nickname }: NormalForm): string | undefined {
  return containsUnknown([org, nickname]) ? undefined : JSON.stringify(["nickname", org, nickname]);
}
