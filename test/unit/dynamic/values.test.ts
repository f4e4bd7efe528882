import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { BUCKET_CONFIG_LINE, DEFAULT_BUCKET_CONFIG_LINE } from "../../../provider/dynamic/line";
import { incoming } from "../../../provider/dynamic/values";
import { plainJson } from "../../../provider/model/plain-json";

type Values = Record<string, unknown>;

/** The very copy that Pulumi's SDK carries values with. */
const { Struct } = createRequire(require.resolve("@pulumi/pulumi"))("google-protobuf/google/protobuf/struct_pb.js");

test("the lines are for ever: they stand in users' states, and every release must serve them", () => {
  expect(BUCKET_CONFIG_LINE).toBe(
    'exports.handler = () => require("node:module").createRequire(process.cwd() + "/")("pulumi-arraylake/dynamic").BucketConfig();',
  );
  expect(DEFAULT_BUCKET_CONFIG_LINE).toBe(
    'exports.handler = () => require("node:module").createRequire(process.cwd() + "/")("pulumi-arraylake/dynamic").DefaultBucketConfig();',
  );
  for (const line of [BUCKET_CONFIG_LINE, DEFAULT_BUCKET_CONFIG_LINE]) expect(line.length).toBeLessThanOrEqual(160);
});

/** As Pulumi's host carries values. */
function carried(value: Values): Values {
  return Struct.deserializeBinary(Struct.fromJavaScript(value).serializeBinary()).toJavaScript() as Values;
}

test("what comes in is freed of the line, and nothing else", () => {
  expect(incoming({ __provider: "x", nickname: "era5", nested: { __provider: "y" } })).toEqual({
    nickname: "era5",
    nested: { __provider: "y" },
  });
  expect(incoming(undefined)).toEqual({});
});

function endless(): object {
  const value: Values = {};
  value.x = value;
  return value;
}

describe("what goes out", () => {
  test("is plain JSON as it was, without what is undefined", () => {
    const value = { a: "x", b: 1.5, c: true, d: null, e: ["y", { f: false }], g: undefined, h: { i: undefined } };
    expect(plainJson(value)).toStrictEqual({ a: "x", b: 1.5, c: true, d: null, e: ["y", { f: false }], h: {} });
    expect(plainJson(undefined)).toBeUndefined();
  });

  test("keeps a key that is called as what every object has", () => {
    const value = JSON.parse('{"a":{"__proto__":"x","constructor":"y","toString":true}}') as Values;
    expect(JSON.stringify(plainJson(value))).toBe('{"a":{"__proto__":"x","constructor":"y","toString":true}}');
    // The one that Pulumi's own code drops never gets into a state, so it is no difference to one either.
    expect(carried(plainJson(value))).toStrictEqual({ a: { constructor: "y", toString: true } });
  });

  test("is text that Pulumi can carry: half a character would be lost, or fail the whole answer", () => {
    expect(carried({ a: "x\ud800y" })).toEqual({ a: "xy" });
    const sent = plainJson({ a: "x\ud800y", "b\udc00": ["😀"], c: -0 });
    expect(sent).toStrictEqual({ a: "x\ufffdy", "b\ufffd": ["😀"], c: 0 });
    expect(carried(sent)).toStrictEqual(sent);
  });

  test("is a copy: what the host adds to it reaches nobody's memory", () => {
    const inner = { nickname: "era5" };
    const sent = plainJson({ inner }) as { inner: Record<string, unknown> };
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
    ["a list with a hole", Array(1)],
    ["a list with what is undefined", [undefined]],
    ["nested without end", endless()],
  ])("is refused with its path where it is %s: Pulumi would refuse it after the deed", (_, value) => {
    expect(() => plainJson({ outs: { list: [{ value }] } })).toThrow(
      /^result\.outs\.list\[0\]\.value(\.x|\[0\])* is not plain JSON: a defect of pulumi-arraylake$/,
    );
  });
});
