import { decodeHTML } from "entities/decode";
import { addCharacter, fromUtf8, type Spelled, textOf, type Unit } from "./units";

/** One character that is written as several: how that looks, and what the beginning of such a text spells. */
interface Escape {
  readonly looks: RegExp;
  readonly spelled: (written: string) => Spelled;
}

const ESCAPES: readonly Escape[] = [
  { looks: /&(?:#(?:x[\da-f]+|\d+)|\w{1,40});/gi, spelled: entity },
  // A browser takes a number without its end, too: but then a digit of a secret behind `&#` would be taken for a part of it.
  { looks: /&#(?:x[\da-f]+|\d+);?/gi, spelled: entity },
  { looks: /(?:%[\da-f]{2}){1,4}/gi, spelled: percentEncoded },
  // As in JSON, and in no other way: what is taken for an escape and is none would lose its backslash, which a secret may have.
  {
    looks: /\\(?:u[\dA-Fa-f]{4}|["\\/bfnrt])/g,
    spelled: (written) => whole(JSON.parse(`"${written}"`) as string, written),
  },
];

/** A text through each kind of escape that it holds. */
export function* unescaped(units: readonly Unit[]): Generator<Unit[]> {
  const text = textOf(units);
  for (const { looks, spelled } of ESCAPES) {
    const decoded: Unit[] = [];
    let at = 0;
    for (let found = first(looks, text, 0); found; found = first(looks, text, at)) {
      const { point, size } = spelled(found[0]);
      const behind = found.index + size;
      for (; at < found.index; at++) decoded.push(units[at] as Unit);
      addCharacter(decoded, point, units[at]?.from ?? 0, units[behind - 1]?.to ?? 0);
      at = behind;
    }
    if (at > 0) yield decoded.concat(units.slice(at));
  }
}

function first(looks: RegExp, text: string, from: number): RegExpExecArray | null {
  looks.lastIndex = from;
  return looks.exec(text);
}

/** To the library the number of half a character is none, and a service may write one. */
function entity(written: string): Spelled {
  const number = Number(/#(.*?);?$/.exec(written)?.[1]?.replace(/^x/i, "0x"));
  const isHalf = number >= 0xd800 && number <= 0xdfff;
  return whole(isHalf ? String.fromCharCode(number) : decodeHTML(written), written);
}

/** A name that means nothing stays as it is. */
function whole(character: string, written: string): Spelled {
  return { point: character.codePointAt(0) ?? 0, size: character === written ? 1 : written.length };
}

function percentEncoded(written: string): Spelled {
  const { point, size } = fromUtf8((index) => Number.parseInt(written.slice(3 * index + 1, 3 * index + 3), 16));
  return { point, size: 3 * size };
}
