import { addCharacter, addGap, digitsOf, fromUtf8, HEX_DIGITS, textOf, type Unit } from "./units";

/** Bytes written with the digits of an alphabet. */
interface Packing {
  readonly digits: readonly (number | undefined)[];
  readonly bits: number;
  /** In how many ways a run of digits can be read: after so many digits a byte and a digit begin together again. */
  readonly ways: number;
}

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const HEX: Packing = { digits: HEX_DIGITS, bits: 4, ways: 2 };

export const PACKINGS: readonly Packing[] = [
  HEX,
  { digits: digitsOf(`${LETTERS_AND_DIGITS}+/`, `${LETTERS_AND_DIGITS}-_`), bits: 6, ways: 4 },
];

/** Shorter runs are words: every word of a few letters stands for some bytes. */
const FEWEST_BYTES = 4;

/** What every long enough run of digits stands for, in each way to read it. Empty where there is none. */
export function unpacked(units: readonly Unit[], packing: Packing): Unit[] {
  const decoded: Unit[] = [];
  let run: Unit[] = [];
  const endRun = () => {
    if (run.length * packing.bits >= FEWEST_BYTES * 8) {
      for (let way = 0; way < packing.ways; way++) unpackRun(decoded, run.slice(way), packing);
    }
    run = [];
  };
  for (const unit of units) {
    if (packing.digits[unit.code] !== undefined) run.push(unit);
    else if (run.length > 0) endRun();
  }
  endRun();
  return decoded;
}

/** Bytes as a dump writes them: pairs of hex digits, each perhaps behind a mark, with blanks or signs between. */
const DUMP = /(?:(?:0x|\\x)?[\da-f]{2}[ ,:;-]{1,2}|\\x[\da-f]{2}){3,}(?:(?:0x|\\x)?[\da-f]{2})?/gi;
const BYTE = /(?:0x|\\x)?([\da-f]{2})/gi;

/** What every dump stands for. Empty where there is none. */
export function undumped(units: readonly Unit[]): Unit[] {
  const text = textOf(units);
  const digits: Unit[] = [];
  for (const { 0: dump, index } of text.matchAll(DUMP)) {
    for (const byte of dump.matchAll(BYTE)) {
      const end = index + byte.index + byte[0].length;
      digits.push(...units.slice(end - 2, end));
    }
    addGap(digits);
  }
  return unpacked(digits, HEX);
}

function unpackRun(decoded: Unit[], run: readonly Unit[], packing: Packing): void {
  const bytes = bytesOf(run, packing);
  let behind = 0;
  for (const [at, byte] of bytes.entries()) {
    if (at < behind) continue;
    const { point, size } = fromUtf8((index) => bytes[at + index]?.code);
    behind = at + size;
    addCharacter(decoded, point, byte.from, bytes[behind - 1]?.to ?? byte.to);
  }
  addGap(decoded);
}

/** No byte begins and ends within one digit, nor reaches over more than two. */
function bytesOf(run: readonly Unit[], { digits, bits }: Packing): Unit[] {
  const bytes: Unit[] = [];
  let held = 0;
  let size = 0;
  let from = 0;
  for (const unit of run) {
    held = ((held << bits) | (digits[unit.code] ?? 0)) & 0xffff;
    size += bits;
    if (size >= 8) {
      size -= 8;
      bytes.push({ code: (held >> size) & 0xff, from, to: unit.to });
    }
    from = unit.from;
  }
  return bytes;
}
