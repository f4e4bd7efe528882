import { describe, expect, test } from "vitest";
import {
  codePoints,
  cutOuterWhitespace,
  inWords,
  isPrintable,
  namesOf,
  nearest,
  quoted,
} from "../../../provider/model/text";

describe("outer whitespace is cut as Python's str.strip does", () => {
  const PYTHON =
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

  test("every character that Python calls whitespace goes, at both ends and in any mixture", () => {
    for (const space of PYTHON) expect(cutOuterWhitespace(`${space}era5${space}`), codeOf(space)).toBe("era5");
    expect(cutOuterWhitespace(`${PYTHON}era5${PYTHON}`)).toBe("era5");
  });

  test("no other character goes: not the byte order mark that JavaScript trims, nor a zero-width space", () => {
    const cut: string[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      const character = String.fromCharCode(code);
      if (!PYTHON.includes(character) && cutOuterWhitespace(character) === "") cut.push(codeOf(character));
    }
    expect(cut).toEqual([]);
    expect(cutOuterWhitespace("\ufeffera5\u200b")).toBe("\ufeffera5\u200b");
  });

  test("what stands inside stays, and nothing but whitespace becomes nothing", () => {
    expect(cutOuterWhitespace(" a \t b\n")).toBe("a \t b");
    expect(cutOuterWhitespace(" \t\n")).toBe("");
    expect(cutOuterWhitespace("")).toBe("");
  });

  function codeOf(character: string): string {
    return `U+${character.charCodeAt(0).toString(16)}`;
  }
});

test("length is counted in code points, so one emoji is one character", () => {
  expect(codePoints("")).toBe(0);
  expect(codePoints("abc")).toBe(3);
  expect(codePoints("😀😀")).toBe(2);
  expect(codePoints("𝒳yz")).toBe(3);
});

describe("the nearest known name", () => {
  const KNOWN = ["nickname", "platform", "extraConfig", "authConfig"];

  test.each([
    ["nicknam", "nickname"],
    ["nickName", "nickname"],
    ["extra_config", "extraConfig"],
    ["EXTRA-CONFIG", "extraConfig"],
    ["authConfg", "authConfig"],
    ["platfrom", "platform"],
  ])("for '%s' is '%s'", (name, meant) => {
    expect(nearest(name, KNOWN)).toBe(meant);
  });

  test("is one letter away, where the name is short, and swapped letters are one slip", () => {
    expect(nearest("gcs", ["s3", "gs", "az"])).toBe("gs");
    expect(nearest("hmca", ["hmac"])).toBe("hmac");
    expect(nearest("aws", ["s3", "gs", "az"])).toBeUndefined();
  });

  test.each(["colour", "zzz", "configuration of something else"])("for '%s' is none: it is too far off", (name) => {
    expect(nearest(name, KNOWN)).toBeUndefined();
  });

  test("is none where nothing is known", () => {
    expect(nearest("nickname", [])).toBeUndefined();
  });
});

test("words stand in a sentence, and of many names only the first", () => {
  expect([inWords([]), inWords(["a"]), inWords(["a", "b"]), inWords(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
  const names = Array.from({ length: 22 }, (_, index) => `n${index}`);
  expect(namesOf(names.slice(0, 20), "; ")).toBe(names.slice(0, 20).join("; "));
  expect(namesOf(names)).toBe(`${names.slice(0, 20).join(", ")}, and 2 more`);
});

test("what a user wrote is repeated on one line, and shortened", () => {
  expect(quoted("era5")).toBe("'era5'");
  expect(quoted("a\nb\u0000c\u2028d\ud800")).toBe("'a�b�c�d�'");
  expect(quoted("a".repeat(64))).toBe(`'${"a".repeat(64)}'`);
  expect(quoted("😀".repeat(65))).toBe(`'${"😀".repeat(64)}…'`);
  expect(quoted("a".repeat(1e6))).toBe(`'${"a".repeat(64)}…'`);
});

test("control characters, line ends and halves of characters can't be printed; all else can", () => {
  for (const text of ["", "a b", "é日😀", "\u00a0\u200d"]) expect(isPrintable(text), text).toBe(true);
  for (const text of ["a\n", "\t", "\u0000", "\x7f", "\x85", "\u2028", "\ud800", "\udc00b"])
    expect(isPrintable(text), JSON.stringify(text)).toBe(false);
});
