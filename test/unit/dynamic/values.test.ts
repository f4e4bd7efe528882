import { describe, expect, test } from "vitest";
import { BUCKET_CONFIG_LINE, DEFAULT_BUCKET_CONFIG_LINE } from "../../../provider/dynamic/line";
import { incoming, outgoing } from "../../../provider/dynamic/values";

test("the lines are for ever: they stand in users' states, and every release must serve them", () => {
  expect(BUCKET_CONFIG_LINE).toBe(
    'exports.handler = () => require("node:module").createRequire(process.cwd() + "/")("pulumi-arraylake/dynamic").BucketConfig();',
  );
  expect(DEFAULT_BUCKET_CONFIG_LINE).toBe(
    'exports.handler = () => require("node:module").createRequire(process.cwd() + "/")("pulumi-arraylake/dynamic").DefaultBucketConfig();',
  );
  for (const line of [BUCKET_CONFIG_LINE, DEFAULT_BUCKET_CONFIG_LINE]) expect(line.length).toBeLessThanOrEqual(160);
});

test("what comes in is freed of the line, and nothing else", () => {
  expect(incoming({ __provider: "x", nickname: "era5", nested: { __provider: "y" } })).toEqual({
    nickname: "era5",
    nested: { __provider: "y" },
  });
  expect(incoming(undefined)).toEqual({});
});

describe("what goes out", () => {
  test("is plain JSON as it was, without what is undefined", () => {
    const value = { a: "x", b: 1.5, c: true, d: null, e: ["y", { f: false }], g: undefined, h: { i: undefined } };
    expect(outgoing(value)).toStrictEqual({ a: "x", b: 1.5, c: true, d: null, e: ["y", { f: false }], h: {} });
    expect(outgoing(undefined)).toBeUndefined();
  });

  test("is a copy: what the host adds to it reaches nobody's memory", () => {
    const inner = { nickname: "era5" };
    const sent = outgoing({ inner }) as { inner: Record<string, unknown> };
    sent.inner.added = true;
    expect(inner).toEqual({ nickname: "era5" });
  });

  class Instance {
    readonly field = "x";
  }

  test.each([
    ["a Date", new Date()],
    ["a class instance", new Instance()],
    ["an Error", new Error("x")],
    ["a Map", new Map()],
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["a bigint", 1n],
    ["a function", () => {}],
    ["a symbol", Symbol("x")],
    ["a promise", Promise.resolve()],
    ["a Buffer", Buffer.from("x")],
  ])("is refused with its path where it is %s: Pulumi would refuse it after the deed", (_, value) => {
    expect(() => outgoing({ outs: { list: [{ value }] } })).toThrow(
      new TypeError("result.outs.list[0].value is not plain JSON: a defect of pulumi-arraylake"),
    );
  });
});
