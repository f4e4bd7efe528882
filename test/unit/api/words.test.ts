import { describe, expect, test } from "vitest";
import { stringsIn, wordsOf } from "../../../provider/api/words";
import { FAIR, slowdown } from "../helpers/slowdown";

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
    ["FastAPI's list without places", { detail: [{ msg: "Field required" }] }, "Field required"],
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

  test("without what a terminal would act on", () => {
    expect(wordsOf({ detail: "\u001b[2Jno\u0007 \u202ebucket\u200b" })).toBe("no bucket");
  });

  test("without secrets, and the full stop of one goes with it", () => {
    expect(wordsOf({ detail: "It is not abc." }, (text) => text.replace("abc.", "[secret]"))).toBe(
      "It is not [secret]",
    );
  });

  test("are cut where they grow long", () => {
    const words = wordsOf({ detail: "x".repeat(100_000) });
    expect(words).toHaveLength(501);
    expect(words.endsWith("…")).toBe(true);
    expect(wordsOf({ detail: "x".repeat(500) })).toBe("x".repeat(500));
  });
});

describe("a monstrous body", () => {
  test("is looked at to its twentieth depth, and to its two hundredth value", () => {
    const nested = (depth: number): unknown => (depth === 0 ? "deep" : [nested(depth - 1)]);
    expect(wordsOf(nested(20))).toBe("deep");
    expect(wordsOf(nested(21))).toBe("…");
    expect(wordsOf(JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`))).toBe("…");
    expect(wordsOf([{ loc: ["body", JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)], msg: "no" }])).toBe(
      "body.…: no",
    );
    const values = (count: number) => [...Array.from({ length: count }, () => ""), "last"];
    expect(wordsOf(values(198))).toBe("last");
    expect(wordsOf(values(199))).toBe("");
  });

  /** What is looked at for secrets, which is more than what is told. */
  const lookedAt = (body: unknown) => {
    let seen = "";
    wordsOf(body, (text) => {
      seen = text;
      return text;
    });
    return seen;
  };

  test("is looked at as far as its first 16,384 characters", () => {
    expect(lookedAt(["x".repeat(10_000), "y".repeat(10_000)])).toBe(`${"x".repeat(10_000)}; ${"y".repeat(6_384)}`);
  });

  test("has no more keys, places and values than that, wherever they are", () => {
    const keys = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, "x"]));
    expect(lookedAt(keys).split("; ")).toHaveLength(199);
    const loc = Array.from({ length: 30 }, (_, index) => `p${index}`);
    expect(lookedAt([{ loc, msg: "no" }])).toBe(`${loc.slice(0, 20).join(".")}: no`);
    expect(lookedAt({ first: Array.from({ length: 300 }, () => "x"), last: "y" })).toMatch(/(x; ){197}x; last:$/);
    const nested = (depth: number): unknown => (depth === 0 ? "deep" : { in: nested(depth - 1) });
    expect(lookedAt(nested(20))).toMatch(/deep$/);
    expect(lookedAt(nested(21))).toMatch(/…$/);
  });

  test("of a page ends a script where it ends, however that is written", () => {
    expect(wordsOf("<html><script>a<b</SCRIPT>text</html>")).toBe("(an HTML page) text");
  });

  test.each<[string, (size: number) => unknown]>([
    ["a page of <", (size) => `<html>${"<".repeat(size)}`],
    ["a page of scripts that don't end", (size) => `<html>${"<script".repeat(size / 7)}`],
    ["a page of scripts that end at once", (size) => `<html>${"<script></SCRIPT>".repeat(size / 17)}`],
    ["a page of scripts whose ends don't end", (size) => `<html><script>${"</script".repeat(size / 8)}`],
    ["a page of tags", (size) => `<html>${"<p>x</p>".repeat(size / 8)}`],
    ["spaces", (size) => `x${" ".repeat(size)}x`],
    ["dots", (size) => ".".repeat(size)],
    ["brackets", (size) => JSON.parse(`${"[".repeat(size / 2)}${"]".repeat(size / 2)}`)],
    ["keys", (size) => Object.fromEntries(Array.from({ length: size / 10 }, (_, index) => [`k${index}`, {}]))],
    ["errors", (size) => Array.from({ length: size / 10 }, () => ({ loc: ["body"], msg: "no" }))],
  ])("of %s takes no more time than its size asks for", (_, bodyOf) => {
    expect(slowdown((size) => wordsOf(bodyOf(size)))).toBeLessThan(FAIR);
  });
});

test("every string inside a value is found", () => {
  expect(stringsIn({ a: "one", b: [1, { c: "two" }, null], d: true })).toEqual(["one", "two"]);
  expect(stringsIn(undefined)).toEqual([]);
});

test("an auth config that is quoted is another's, whose secrets nobody here knows", () => {
  const existing = { nickname: "lab", auth_config: { method: "hmac", secret_access_key: "theirs" } };
  expect(wordsOf({ detail: { existing } })).toBe("existing: nickname: lab; auth_config: …");
});
