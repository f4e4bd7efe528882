import { oneLine } from "../../one-line";
import { type Unit, unitsOf } from "./units";

/** A text may share fewer characters than that with a secret: they would be met in any text. */
export const RUN = 8;

/** The last characters that were read, up to a run of them, as two numbers that a table can hold. */
export class Tail {
  length = 0;
  high = 0;
  low = 0;

  push({ code }: Unit): void {
    this.high = ((this.high << 8) | (this.low >>> 24)) >>> 0;
    this.low = ((this.low << 8) | byteOf(code)) >>> 0;
    this.length++;
  }
}

/**
 * In small letters, as host names and headers come back. Never 0, so that a short secret is no run's key. What it makes alike
 * besides is no printable ASCII, and would at worst hide too much.
 */
function byteOf(code: number): number {
  const folded = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  return (folded ^ (folded >> 8)) & 0xff || 1;
}

/** Knows secrets by their runs of eight characters, so that a thousand secrets are asked as fast as one. */
export class SecretIndex {
  readonly #known = new Set<string>();
  /** Those that it doesn't know yet: most runs print nothing of which a secret would have to be taken out. */
  readonly #added = new Set<string>();
  readonly #runs = new Pairs();
  readonly #short = new Pairs();
  /** Of the secrets that are shorter than a run, each once. */
  readonly shortLengths: number[] = [];

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  add(secret: string): void {
    if (!this.#known.has(secret)) this.#added.add(secret);
  }

  /** Makes it know all that was added, which has to come before any question. */
  settle(): void {
    for (const secret of this.#added) this.#tabulate(secret);
    this.#added.clear();
  }

  /** Whether some secret is this very word. */
  isSecret(word: string): boolean {
    return this.#known.has(word);
  }

  hasRun({ high, low }: Tail): boolean {
    return this.#runs.has(high, low);
  }

  hasShort({ high, low }: Tail, length: number): boolean {
    return this.#short.has((high & maskOf(length - 4)) >>> 0, (low & maskOf(length)) >>> 0);
  }

  #tabulate(secret: string): void {
    // Its white space may come back as it is, or as a text on one line has it.
    const line = oneLine(secret);
    if (line === "") return;
    this.#known.add(secret).add(line);
    for (const form of new Set([secret, line])) this.#addRuns(unitsOf(form));
    if (line.length < RUN) this.#addShort(unitsOf(line));
  }

  #addRuns(units: readonly Unit[]): void {
    const tail = new Tail();
    for (const unit of units) {
      tail.push(unit);
      if (tail.length >= RUN) this.#runs.add(tail.high, tail.low);
    }
  }

  #addShort(units: readonly Unit[]): void {
    const tail = new Tail();
    for (const unit of units) tail.push(unit);
    this.#short.add(tail.high, tail.low);
    if (!this.shortLengths.includes(tail.length)) this.shortLengths.push(tail.length);
  }
}

/** For the last so many of four characters: none, where it is fewer than one. */
function maskOf(length: number): number {
  return 2 ** (8 * Math.min(Math.max(length, 0), 4)) - 1;
}

/**
 * A set of pairs of 32-bit numbers, of which the second is never 0, in two flat tables: a `Set` of a million texts would take
 * ten times the time and room.
 */
class Pairs {
  #high = new Uint32Array(64);
  #low = new Uint32Array(64);
  #size = 0;

  has(high: number, low: number): boolean {
    const slot = this.#slotOf(high, low);
    return this.#low[slot] === low;
  }

  add(high: number, low: number): void {
    const slot = this.#slotOf(high, low);
    if (this.#low[slot] === low) return;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#size++;
    if (this.#size * 2 > this.#low.length) this.#grow();
  }

  /** Where a pair stands, or is to stand. */
  #slotOf(high: number, low: number): number {
    const last = this.#low.length - 1;
    const mixed = Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & last;
    while (this.#low[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const [highs, lows] = [this.#high, this.#low];
    this.#high = new Uint32Array(highs.length * 2);
    this.#low = new Uint32Array(lows.length * 2);
    this.#size = 0;
    for (const [slot, low] of lows.entries()) if (low !== 0) this.add(highs[slot] as number, low);
  }
}
