import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oneLine } from "../../provider/one-line";

describe("what others wrote is printed as one clean line", () => {
  test.each([
    ["lines and tabs", "one\r\n  two\u2028three\u2029\u0085four\tfive\u00a0six", "one two three four five six"],
    ["colours", "\u001b[31mred\u001b[0m and \u001b[38;5;4mblue\u001b[m", "red and blue"],
    ["cursor moves and clearing", "gone\u001b[2J\u001b[1A\u001bc\u001b(B?", "gone?"],
    ["a title and a link", "\u001b]0;own3d\u0007a \u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "a link"],
    ["the same in C1's own characters", "\u009b31mred\u009d0;own3d\u009c", "red"],
    ["a sequence that doesn't end", "a\u001b]0;own3d", "a]0;own3d"],
    ["other controls", "a\u0000b\u0007c\u007fd\u0090e", "abcde"],
    ["a turn of the direction", "nickname \u202eevil\u202c \u2066x\u2069\u200f", "nickname evil x"],
    ["what has no width", "se\u200bcr\u2060et\ufeff\u00ad\u{e0041}", "secret"],
    ["letters of every script, and emoji", "Ünïcode 日本 عربى 😀", "Ünïcode 日本 عربى 😀"],
  ])("%s", (_, text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  test("whatever it is: nothing is left that a terminal acts on, and a clean line stays as it is", () => {
    const odd = fc.constantFrom(..."\u001b\u009b[]();0m \n\t\u0007\\\u200b\u202eaZ");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: odd })), (text) => {
        const line = oneLine(text);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|^ | $| {2}/u);
        expect(oneLine(line)).toBe(line);
      }),
    );
  });
});
