import { describe, expect, test } from "vitest";
import { redacted, stringsIn, wordsOf } from "../../../provider/api/words";

describe("the service's words, on one line", () => {
  test.each([
    ["a string", { detail: "Bucket not found" }, "Bucket not found"],
    ["a string that ends a sentence, since more follows", { detail: "Not found." }, "Not found"],
    [
      "FastAPI's list",
      {
        detail: [
          { loc: ["body", "name"], msg: "Field required", type: "missing" },
          { loc: ["body", 0], msg: "too long", type: "value_error" },
        ],
      },
      "body.name: Field required; body.0: too long",
    ],
    ["a list of strings", { detail: ["one", "", "two"] }, "one; two"],
    ["an object with a message", { detail: { error: "conflict", message: "It is taken" } }, "It is taken"],
    ["an object with an error", { error: "invalid_token" }, "invalid_token"],
    ["an RFC 9457 problem", { title: "Forbidden", status: 403 }, "Forbidden"],
    ["an object of no known form", { code: 7, more: { why: ["a", "b"] } }, "code: 7; more: why: a; b"],
    ["bare text", "upstream connect error", "upstream connect error"],
    ["text on many lines", { detail: "one\n  two\r\n\tthree" }, "one two three"],
    ["nothing", undefined, ""],
    ["null", null, ""],
    ["a null detail", { detail: null }, ""],
    ["an empty list", [], ""],
    ["a number", 42, "42"],
  ])("%s", (_, body, words) => {
    expect(wordsOf(body)).toBe(words);
  });

  test("of an HTML page its text, without markup, scripts and styles", () => {
    const page =
      "<!DOCTYPE html><html><head><style>p{color:red}</style><script>alert('no')</script></head><body><h1>502</h1><p>Bad gateway</p></body></html>";
    expect(wordsOf(page)).toBe("(an HTML page) 502 Bad gateway");
  });

  test("are cut where they grow long", () => {
    const words = wordsOf({ detail: "x".repeat(100_000) });
    expect(words).toHaveLength(501);
    expect(words.endsWith("…")).toBe(true);
  });
});

describe("secrets are taken out of a text", () => {
  const secret = 'pass"wörd/+<&\\';

  test.each([
    ["as it is", secret],
    ["in JSON", JSON.stringify({ secret })],
    ["in JSON inside JSON's string", JSON.stringify(JSON.stringify({ secret }))],
    ["in a URL", `?secret=${encodeURIComponent(secret)}`],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in HTML", "pass&quot;wörd/+&lt;&amp;\\"],
  ])("%s", (_, text) => {
    const cleaned = redacted(text, [secret]);
    expect(cleaned).toContain("[secret]");
    expect(cleaned).not.toContain("wörd");
  });

  test("the longer first, so that none shines through another", () => {
    expect(redacted("key-long and key", ["key", "key-long"])).toBe("[secret] and [secret]");
  });

  test("and what is too short to be one leaves the text readable", () => {
    expect(redacted("a bad answer", ["a", ""])).toBe("a bad answer");
  });

  test("also where one is no well-formed Unicode", () => {
    expect(redacted("ab\ud800cd is wrong", ["ab\ud800cd"])).toBe("[secret] is wrong");
  });
});

test("every string inside a value is found", () => {
  expect(stringsIn({ a: "one", b: [1, { c: "two" }, null], d: true })).toEqual(["one", "two"]);
  expect(stringsIn(undefined)).toEqual([]);
});
