import { unescaped } from "./escapes";
import { PACKINGS, undumped, unpacked } from "./packings";
import { type Unit, unitsOf } from "./units";

/** A text as it stands, or as a decoding shows it. */
export interface Reading {
  readonly units: readonly Unit[];
  /** Whether base64 or hex was undone: then a letter or two say nothing, since any long word is base64 of some. */
  readonly isUnpacked: boolean;
}

/** How many decodings are undone, one after the other. */
const ROUNDS = 2;

/** A text as it stands, through every decoding that changes it, and through every two of them. */
export function readings(text: string): Generator<Reading> {
  return deeper({ units: unitsOf(text), isUnpacked: false }, ROUNDS);
}

function* deeper(reading: Reading, rounds: number): Generator<Reading> {
  yield reading;
  if (rounds === 0) return;
  for (const units of unescaped(reading.units)) yield* deeper({ ...reading, units }, rounds - 1);
  for (const units of [...PACKINGS.map((packing) => unpacked(reading.units, packing)), undumped(reading.units)])
    if (units.length > 0) yield* deeper({ units, isUnpacked: true }, rounds - 1);
}
