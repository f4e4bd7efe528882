import { namedAt } from "./entities";
import { BEYOND_UNICODE, fromUtf8, GAP, HEX_DIGITS, type Spelled, type Unit } from "./units";

type Units = readonly Unit[];

/** How one character may be written as several: what such an escape begins with, and what it stands for. */
export const ESCAPES: readonly (readonly [
  first: string,
  escapeAt: (units: Units, at: number) => Spelled | undefined,
])[] = [
  ["&", (units, at) => entityAt(units, at, isEnd)],
  // A browser takes a number without its end, too: but then a digit of a secret behind `&#` would be taken for a part of it.
  ["&", (units, at) => entityAt(units, at, () => true)],
  ["%", percentAt],
  ["\\", backslashAt],
];

const isEnd = (letter: string) => letter === ";";

function entityAt(units: Units, at: number, mayEnd: (letter: string) => boolean): Spelled | undefined {
  return letterAt(units, at + 1) === "#"
    ? numberedAt(units, at, mayEnd)
    : namedAt((index) => letterAt(units, at + index));
}

function numberedAt(units: Units, at: number, mayEnd: (letter: string) => boolean): Spelled | undefined {
  const isHex = letterAt(units, at + 2).toLowerCase() === "x";
  const radix = isHex ? 16 : 10;
  const start = at + (isHex ? 3 : 2);
  let end = start;
  let point = 0;
  for (let digit = digitAt(units, end); digit < radix; digit = digitAt(units, ++end))
    point = Math.min(point * radix + digit, BEYOND_UNICODE);
  const letter = letterAt(units, end);
  if (end === start || point === BEYOND_UNICODE || !mayEnd(letter)) return undefined;
  return { point, size: end + (isEnd(letter) ? 1 : 0) - at };
}

function percentAt(units: Units, at: number): Spelled | undefined {
  const spelled = fromUtf8((index) => {
    const start = at + 3 * index;
    return letterAt(units, start) === "%" ? hexAt(units, start + 1, 2) : undefined;
  });
  return spelled && { ...spelled, size: 3 * spelled.size };
}

/** As in JSON, and in no other way: what is taken for an escape and is none would lose its backslash, which a secret may have. */
function backslashAt(units: Units, at: number): Spelled | undefined {
  const letter = letterAt(units, at + 1);
  const point = letter === "u" ? hexAt(units, at + 2, 4) : BEHIND_BACKSLASH.get(letter);
  return point === undefined ? undefined : { point, size: letter === "u" ? 6 : 2 };
}

const BEHIND_BACKSLASH: ReadonlyMap<string, number> = new Map(
  ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"].map(([letter = "", point = ""]) => [
    letter,
    point.charCodeAt(0),
  ]),
);

function letterAt(units: Units, at: number): string {
  const unit = units[at];
  return unit ? String.fromCharCode(unit.code) : "";
}

/** Not a number where no hex digit stands. */
function digitAt(units: Units, at: number): number {
  return HEX_DIGITS[units[at]?.code ?? GAP] ?? Number.NaN;
}

function hexAt(units: Units, at: number, size: number): number | undefined {
  let number = 0;
  for (let index = 0; index < size; index++) number = number * 16 + digitAt(units, at + index);
  return Number.isNaN(number) ? undefined : number;
}
