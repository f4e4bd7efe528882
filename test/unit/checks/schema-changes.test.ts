import { describe, expect, test } from "vitest";
import { breakingChanges, mayBreak } from "../../checks/schema-changes.mts";

type Property = Record<string, unknown>;

const text = { type: "string" };
const ref = (name: string) => ({ $ref: `#/types/a:index:${name}` });

/** A schema with one of everything. */
function schema() {
  return {
    config: { variables: { org: { ...text }, token: { ...text, secret: true } }, required: [] as string[] },
    provider: { inputProperties: { org: { ...text } }, requiredInputs: [] as string[] },
    resources: {
      "a:index:Bucket": {
        aliases: [{ type: "a:index:OldBucket" }],
        inputProperties: {
          name: { ...text, description: "Its name." } as Property,
          size: { type: "integer" } as Property,
          key: { ...text, secret: true } as Property,
          auth: { oneOf: [ref("KeyAuth"), ref("RoleAuth")], discriminator: { propertyName: "method" } },
          kinds: { type: "array", items: ref("Kind") },
        },
        requiredInputs: ["name"],
        properties: { name: { ...text }, size: { type: "integer" }, age: { type: "integer" } },
        required: ["name", "age"],
      },
    },
    functions: {
      "a:index:getBucket": {
        inputs: { properties: { name: { ...text } }, required: [] as string[] },
        outputs: { properties: { found: ref("Found") as Property }, required: ["found"] },
      },
    },
    types: {
      "a:index:KeyAuth": { type: "object", properties: { key: { ...text, secret: true } }, required: ["key"] },
      "a:index:RoleAuth": { type: "object", properties: { role: { ...text } }, required: [] as string[] },
      "a:index:Kind": { type: "string", enum: [{ value: "hot" }, { value: "cold" }] },
      "a:index:Found": { type: "object", properties: { name: { ...text }, inside: ref("Inside") }, required: ["name"] },
      "a:index:Inside": { type: "object", properties: { note: { ...text }, in: ref("Found") }, required: ["note"] },
    },
  };
}

type Whole = ReturnType<typeof schema>;

/** What a change of the schema breaks. */
function broken(change: (schema: Whole) => void): string[] {
  const changed = schema();
  change(changed);
  return breakingChanges(schema(), changed);
}

function without<T extends object>(values: T, key: keyof T): T {
  const { [key]: _, ...rest } = values;
  return rest as T;
}

const bucket = (whole: Whole) => whole.resources["a:index:Bucket"];
const lookup = (whole: Whole) => whole.functions["a:index:getBucket"];

describe("breaks users:", () => {
  test.each<[string, (whole: Whole) => void, string]>([
    ["a resource gone", (s) => (s.resources = {} as never), "resource a:index:Bucket is gone"],
    ["a function gone", (s) => (s.functions = {} as never), "function a:index:getBucket is gone"],
    ["a type gone", (s) => (s.types = without(s.types, "a:index:RoleAuth")), "type a:index:RoleAuth is gone"],
    [
      "a token renamed",
      (s) => (s.functions = { "a:storage:getBucket": lookup(s) } as never),
      "function a:index:getBucket is gone",
    ],
    ["an alias gone", (s) => (bucket(s).aliases = []), "resource a:index:Bucket: the alias a:index:OldBucket is gone"],
    [
      "an input gone",
      (s) => (bucket(s).inputProperties = without(bucket(s).inputProperties, "size")),
      "resource a:index:Bucket: the input size is gone",
    ],
    [
      "an output gone",
      (s) => {
        bucket(s).properties = without(bucket(s).properties, "age");
        bucket(s).required = ["name"];
      },
      "resource a:index:Bucket: the output age is gone",
    ],
    [
      "an input that is required now",
      (s) => bucket(s).requiredInputs.push("size"),
      "resource a:index:Bucket: the input size is required now",
    ],
    [
      "a new input that is required",
      (s) => {
        Object.assign(bucket(s).inputProperties, { color: text });
        bucket(s).requiredInputs.push("color");
      },
      "resource a:index:Bucket: the input color is required now",
    ],
    [
      "an output that may be missing now",
      (s) => (bucket(s).required = ["name"]),
      "resource a:index:Bucket: the output age may be missing now",
    ],
    [
      "another type",
      (s) => (bucket(s).inputProperties.size = { type: "number" }),
      "resource a:index:Bucket: the input size is of another type",
    ],
    [
      "another type within a list",
      (s) => (bucket(s).inputProperties.kinds = { type: "array", items: ref("Found") }),
      "resource a:index:Bucket: the input kinds is of another type",
    ],
    [
      "an alternative gone",
      (s) => bucket(s).inputProperties.auth.oneOf.pop(),
      "resource a:index:Bucket: the input auth is of another type",
    ],
    [
      "an alternative where there was none",
      (s) => (bucket(s).inputProperties.name = { ...text, oneOf: [text, ref("Kind")] }),
      "resource a:index:Bucket: the input name is of another type",
    ],
    [
      "a secret that is none any more",
      (s) => (bucket(s).inputProperties.key = text),
      "resource a:index:Bucket: the input key is no secret any more",
    ],
    [
      "a function's output of another type",
      (s) => (lookup(s).outputs.properties.found = text),
      "function a:index:getBucket: the output found is of another type",
    ],
    [
      "a function's input that is required now",
      (s) => lookup(s).inputs.required.push("name"),
      "function a:index:getBucket: the input name is required now",
    ],
    [
      "a field of an input's type that is required now",
      (s) => s.types["a:index:RoleAuth"].required.push("role"),
      "type a:index:RoleAuth: the input role is required now",
    ],
    [
      "a field of an output's type, some levels down, that may be missing now",
      (s) => s.types["a:index:Inside"].required.pop(),
      "type a:index:Inside: the output note may be missing now",
    ],
    ["a value of an enum gone", (s) => s.types["a:index:Kind"].enum.pop(), "type a:index:Kind: the value cold is gone"],
    [
      "a type of another kind",
      (s) => (s.types["a:index:Kind"].type = "integer"),
      "type a:index:Kind: it was of type string, and is of type integer",
    ],
    [
      "a setting of a provider gone",
      (s) => (s.provider.inputProperties = {} as never),
      "provider: the input org is gone",
    ],
    ["a setting that is required now", (s) => s.config.required.push("org"), "config: the input org is required now"],
    [
      "a setting that is no secret any more",
      (s) => (s.config.variables.token = { ...text } as never),
      "config: the input token is no secret any more",
    ],
  ])("%s", (_, change, line) => {
    expect(broken(change)).toEqual([line]);
  });
});

describe("breaks nobody:", () => {
  test.each<[string, (whole: Whole) => void]>([
    ["no change", () => {}],
    ["more of everything", (s) => Object.assign(s.resources, { "a:index:New": { requiredInputs: ["x"] } })],
    ["other words", (s) => (bucket(s).inputProperties.name = { ...text, description: "A name." })],
    ["an input that need not be given any more", (s) => (bucket(s).requiredInputs = [])],
    ["an output that is always there now", (s) => bucket(s).required.push("size")],
    ["a secret more", (s) => (bucket(s).inputProperties.size = { type: "integer", secret: true })],
    ["one more alternative", (s) => bucket(s).inputProperties.auth.oneOf.push(ref("Found"))],
    ["one more value of an enum", (s) => s.types["a:index:Kind"].enum.push({ value: "warm" })],
    ["a field that what is found always has now", (s) => s.types["a:index:Found"].required.push("inside")],
    ["a field of an input's type that need not be given any more", (s) => s.types["a:index:KeyAuth"].required.pop()],
  ])("%s", (_, change) => {
    expect(broken(change)).toEqual([]);
  });
});

test.each([
  ["0.2.0", "0.1.9", true],
  ["0.10.0", "0.9.0", true],
  ["1.0.0", "0.9.0", true],
  ["2.0.0-rc.1", "1.4.0", true],
  ["0.1.1", "0.1.0", false],
  ["0.1.0", "0.1.0", false],
  ["1.1.0", "1.0.0", false],
  ["1.0.1", "1.0.0", false],
  ["0.9.0", "1.0.0", false],
])("whether %s may break what works with %s: %s", (version, release, answer) => {
  expect(mayBreak(version, release)).toBe(answer);
});
