import { oneLine } from "../one-line";
import { isPublicWord, LONGEST_PUBLIC_WORD } from "./redaction/public-words";
import { type Reading, readings } from "./redaction/readings";
import { RUN, SecretIndex, Tail } from "./redaction/secret-index";
import { GAP, type Unit } from "./redaction/units";

const HIDDEN = "[secret]";

/** Stands for it while a text is worked on, since a secret may be a part of the word itself. */
const MARK = String.fromCharCode(GAP);

/** What is hidden can leave something beside it that reads anew: an escape that lost the backslash before its own. */
const MOST_PASSES = 4;

/** In unpacked bytes, one or two characters are met by chance. */
const SHORTEST_UNPACKED = 4;

/**
 * Takes secrets out of texts that others wrote. Of a secret, no eight characters in a row are left, encoded or not, but where
 * they are a word that everybody knows. A shorter secret goes where it stands whole, and not inside a longer word.
 */
export class Redactor {
  readonly #own = new SecretIndex();
  readonly #indexes: readonly SecretIndex[];

  constructor(secrets: Iterable<string> = [], beside: readonly SecretIndex[] = []) {
    this.#indexes = [...beside, this.#own];
    for (const secret of secrets) this.add(secret);
  }

  add(secret: string): void {
    this.#own.add(secret);
  }

  /** One that knows these as well, and whatever this one is still to learn. */
  with(secrets: Iterable<string>): Redactor {
    return new Redactor(secrets, this.#indexes);
  }

  /** The text on one line, fit to be printed, with `[secret]` for what was secret. How many secrets there are takes no time. */
  redacted(text: string): string {
    const line = oneLine(text);
    for (const index of this.#indexes) index.settle();
    if (this.#indexes.every(({ isEmpty }) => isEmpty)) return line;
    let marked = line.replaceAll(HIDDEN, MARK);
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const before = marked;
      marked = this.#marked(before);
      if (marked === before) break;
    }
    return marked.replaceAll(MARK, HIDDEN);
  }

  /** The text with one mark for each stretch that is to be hidden. */
  #marked(text: string): string {
    const hidden = new Uint8Array(text.length);
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) hidden[at] = 1;
    for (const reading of readings(text)) {
      for (const { first, last } of this.#stretchesIn(reading))
        hidden.fill(1, reading.units[first]?.from, reading.units[last]?.to);
    }
    return without(text, hidden);
  }

  *#stretchesIn({ units, isUnpacked }: Reading): Generator<Stretch> {
    const tail = new Tail();
    let run: Stretch | undefined;
    for (const [at, unit] of units.entries()) {
      tail.push(unit);
      for (const index of this.#indexes) {
        for (const length of index.shortLengths) {
          if (!index.hasShort(tail, length)) continue;
          const short = { first: at - length + 1, last: at };
          if ((!isUnpacked || length >= SHORTEST_UNPACKED) && standsAlone(units, short)) yield short;
        }
        if (!index.hasRun(tail)) continue;
        if (run && run.last >= at - RUN) run = { ...run, last: at };
        else {
          if (run && !this.#isPublic(units, run)) yield run;
          run = { first: at - RUN + 1, last: at };
        }
      }
    }
    if (run && !this.#isPublic(units, run)) yield run;
  }

  /** Whether a run lies within one public word, which is no secret as a whole. */
  #isPublic(units: readonly Unit[], { first, last }: Stretch): boolean {
    let start = first;
    let end = last + 1;
    const isOpen = () => end - start <= LONGEST_PUBLIC_WORD;
    while (isOpen() && isOfWord(units[start - 1])) start--;
    while (isOpen() && isOfWord(units[end])) end++;
    if (!isOpen()) return false;
    const word = String.fromCharCode(...units.slice(start, end).map(({ code }) => code));
    return isPublicWord(word) && !this.#indexes.some((index) => index.isSecret(word));
  }
}

/** Units of a reading, by their places, the last one included. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

function standsAlone(units: readonly Unit[], { first, last }: Stretch): boolean {
  const goesOn = (at: number, next: number) => isOfWord(units[at]) && isOfWord(units[next]);
  return !goesOn(first, first - 1) && !goesOn(last, last + 1);
}

function isOfWord(unit: Unit | undefined): boolean {
  return unit !== undefined && /[\p{L}\p{N}_]/u.test(String.fromCharCode(unit.code));
}

/** Each stretch of ones becomes a mark. */
function without(text: string, hidden: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const isHidden = hidden[from] === 1;
    const next = hidden.indexOf(isHidden ? 0 : 1, from);
    const to = next < 0 ? text.length : next;
    parts.push(isHidden ? MARK : text.slice(from, to));
    from = to;
  }
  return parts.join("");
}
