import fc from "fast-check";
import { expect, test } from "vitest";
import { Redactor } from "../../../provider/api/redaction";
import { wordsOf } from "../../../provider/api/words";

type Change = (text: string) => string;

const bytes = (text: string) => [...Buffer.from(text)];
const codes = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const hex = (value: number, size = 0) => value.toString(16).padStart(size, "0");
const upper = (text: string) => text.toUpperCase();
const each = (change: (character: string) => string) => (text: string) => [...text].map(change).join("");
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const wellFormed: Change = (text) => text.replaceAll(lone, "");

/** Every way in which a service may write what it quotes. None of it is the provider's own code. */
const ENCODINGS: Record<string, Change> = {
  "as it is": (text) => text,
  "with what can't be seen": each((character) => `${character}\u200b`),
  "in lines": (text) => text.replaceAll(" ", "\n  "),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  "JSON with escaped slashes": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "JSON in codes": (text) =>
    codes(text)
      .map((code) => `\\u${hex(code, 4)}`)
      .join(""),
  "JSON in codes of capitals": (text) =>
    codes(text)
      .map((code) => `\\u${upper(hex(code, 4))}`)
      .join(""),
  "named entities": each((character) => NAMES[character] ?? character),
  "decimal entities": each((character) => `&#${character.codePointAt(0)};`),
  "decimal entities with a zero": each((character) =>
    /\w/.test(character) ? character : `&#0${character.codePointAt(0)};`,
  ),
  "hex entities": each((character) => `&#x${hex(character.codePointAt(0) ?? 0)};`),
  "hex entities of capitals": each((character) => `&#X${upper(hex(character.codePointAt(0) ?? 0))};`),
  "a URL's component": (text) => encodeURIComponent(wellFormed(text)),
  "a URL's component in small letters": (text) =>
    encodeURIComponent(wellFormed(text)).replaceAll(/%../g, (byte) => byte.toLowerCase()),
  "percents throughout": (text) =>
    bytes(wellFormed(text))
      .map((byte) => `%${hex(byte, 2)}`)
      .join(""),
  hex: (text) => Buffer.from(wellFormed(text)).toString("hex"),
  "hex in capitals": (text) => upper(Buffer.from(wellFormed(text)).toString("hex")),
  ...Object.fromEntries(
    (["base64", "base64url"] as const).flatMap((variant) =>
      ["", "a", "ab", "user:"].flatMap((before) => [
        [`${variant} behind '${before}'`, (text: string) => Buffer.from(before + wellFormed(text)).toString(variant)],
        [
          `unpadded ${variant} behind '${before}', with more`,
          (text: string) =>
            Buffer.from(`${before}${wellFormed(text)} and more`)
              .toString(variant)
              .replaceAll("=", ""),
        ],
      ]),
    ),
  ),
};

const NAMES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "/": "&sol;",
  "+": "&plus;",
  "=": "&equals;",
  ":": "&colon;",
  "\n": "&NewLine;",
  é: "&eacute;",
};
const CHARACTERS = new Map(Object.entries(NAMES).map(([character, name]) => [name, character]));

const point = (value: number) => (value <= 0x10ffff ? String.fromCodePoint(value) : "");
const fromBytes = (encoded: string[]) => Buffer.from(encoded.map((byte) => Number.parseInt(byte, 16))).toString();

/** Every way in which a reader may undo them, each giving all that may come of it. */
const DECODINGS: ((text: string) => string[])[] = [
  (text) => [
    text.replaceAll(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|\w+);/g, (entity, decimal, code) => {
      if (decimal) return point(Number(decimal));
      return code ? point(Number.parseInt(code, 16)) : (CHARACTERS.get(entity) ?? entity);
    }),
  ],
  (text) => [text.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (run) => fromBytes(run.match(/[^%]{2}/g) ?? []))],
  (text) => [
    text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, code, letter) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (JSON.parse(`"\\${letter}"`) as string),
    ),
  ],
  (text) =>
    (text.match(/[0-9a-fA-F]{8,}/g) ?? []).flatMap((run) =>
      [0, 1].map((shift) => Buffer.from(run.slice(shift), "hex").toString()),
    ),
  (text) =>
    (text.match(/[\w+/-]{8,}/g) ?? []).flatMap((run) =>
      [0, 1, 2, 3].map((shift) => Buffer.from(run.slice(shift), "base64").toString()),
    ),
];

function* readings(text: string, rounds: number): Generator<string> {
  yield text;
  if (rounds === 0) return;
  for (const decode of DECODINGS)
    for (const decoded of decode(text)) if (decoded !== text) yield* readings(decoded, rounds - 1);
}

function runsOf(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8)));
}

/** What a text still shares with a secret. */
function leftOf(secret: string, text: string): string[] {
  const runs = runsOf(secret);
  const seen = [...readings(text, 2)].map((reading) => reading.replaceAll("\u200b", ""));
  return seen.flatMap((reading) => [...runsOf(reading)].filter((run) => runs.has(run)));
}

const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const odd = fc.constantFrom("é", "日", "😀", "\n", "\r\n", "\t", '"', "'", "\\", "/", "%", "&", "<", " ", "=", "+");
const keyLetter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const secretOf = (unit: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit, minLength: 8, maxLength: 64 }) },
    { weight: 1, arbitrary: fc.string({ unit, minLength: 64, maxLength: 1224, size: "max" }) },
  );
const secrets = fc.oneof(
  { weight: 3, arbitrary: secretOf(printable) },
  { weight: 2, arbitrary: secretOf(keyLetter) },
  { weight: 2, arbitrary: secretOf(fc.oneof(printable, odd)) },
);
const encoding = fc.constantFrom(...Object.keys(ENCODINGS));
const around = fc.oneof(
  fc.string({ unit: printable, maxLength: 30 }),
  fc.constantFrom("the value '", "'...", " is wrong", "\\", "%", "&#", ""),
);

const quotation = fc
  .record({
    secret: secrets,
    others: fc.array(secrets, { maxLength: 3 }),
    first: encoding,
    second: encoding,
    before: around,
    after: around,
  })
  .chain((parts) =>
    fc
      .tuple(fc.nat({ max: parts.secret.length - 8 }), fc.nat({ max: parts.secret.length }))
      .map(([start, more]) => ({ ...parts, part: parts.secret.slice(start, start + 8 + more) })),
  );

const encodedPart = ({ first, second, part }: { first: string; second: string; part: string }) =>
  ENCODINGS[second]?.(ENCODINGS[first]?.(part) ?? "") ?? "";

test("no eight characters of a secret are left, whatever part of it is quoted in whatever encodings", () => {
  fc.assert(
    fc.property(quotation, (quoted) => {
      const { secret, others, before, after } = quoted;
      const redacted = new Redactor([secret, ...others]).redacted(before + encodedPart(quoted) + after);
      expect(leftOf(secret, redacted)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("nor where the service's words are cut, when they are read and when they are told", () => {
  fc.assert(
    fc.property(quotation, fc.constantFrom(500, 16_384), fc.nat({ max: 100 }), (quoted, cut, inside) => {
      const { secret, before, after } = quoted;
      const padding = cut === 500 ? "x ".repeat(250).slice(inside) : " ".repeat(cut - inside);
      const redactor = new Redactor([secret]);
      const words = wordsOf({ detail: padding + before + encodedPart(quoted) + after }, (text) =>
        redactor.redacted(text),
      );
      expect(leftOf(secret, words)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
