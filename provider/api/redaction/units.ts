import { asShown } from "../../one-line";

/** One UTF-16 unit of what a reader sees, and the stretch of the text that stands for it. */
export interface Unit {
  readonly code: number;
  readonly from: number;
  /** Behind its last character. */
  readonly to: number;
}

/** Parts units that don't belong together. No text that is shown has it. */
export const GAP = 0;

/** White space is one kind of space, and what can't be seen is left out: neither tells two texts apart. */
export function unitsOf(text: string): Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === GAP) addGap(units);
    else addCharacter(units, code, at, at + 1);
  }
  return units;
}

/** The units as a text, of which each is one character. */
export function textOf(units: readonly Unit[]): string {
  return units.map(({ code }) => String.fromCharCode(code)).join("");
}

export function addGap(units: Unit[]): void {
  units.push({ code: GAP, from: 0, to: 0 });
}

export function addCharacter(units: Unit[], point: number, from: number, to: number): void {
  for (const code of COMMON[point] ?? codesOf(point)) units.push({ code, from, to });
}

function codesOf(point: number): number[] {
  const text = asShown(String.fromCodePoint(point));
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** At hand, since a regular expression for each unit of each reading would take most of the time. */
const COMMON: readonly number[][] = Array.from({ length: 256 }, (_, point) => codesOf(point));

/** A character, and how many units or bytes spell it. */
export interface Spelled {
  readonly point: number;
  readonly size: number;
}

const BEYOND_UNICODE = 0x110000;

/** The character that bytes spell in UTF-8. Where they spell none, the first byte is read as Latin-1. */
export function fromUtf8(byteAt: (index: number) => number | undefined): Spelled {
  const first = byteAt(0) ?? 0;
  const more = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  let point = more === 0 ? first : first & (0x3f >> more);
  for (let index = 1; index <= more; index++) {
    const next = byteAt(index) ?? 0;
    if (next >> 6 !== 0b10) return { point: first, size: 1 };
    point = (point << 6) | (next & 0x3f);
  }
  return point < BEYOND_UNICODE ? { point, size: 1 + more } : { point: first, size: 1 };
}

/** What each digit of an alphabet stands for, by its character code. An alphabet may have several spellings. */
export function digitsOf(...spellings: string[]): readonly (number | undefined)[] {
  const digits = new Array<number | undefined>(128).fill(undefined);
  for (const spelling of spellings) {
    for (let value = 0; value < spelling.length; value++) digits[spelling.charCodeAt(value)] = value;
  }
  return digits;
}

export const HEX_DIGITS = digitsOf("0123456789abcdef", "0123456789ABCDEF");
