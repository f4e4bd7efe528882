import { describe, expect, test } from "vitest";
import { readInput, readInputOfStanding } from "../../../provider/model/input";
import { sentence } from "../../../provider/model/problems";
import { UNKNOWN } from "../../../provider/model/unknown";
import { entrySchema } from "../../../provider/stack/entry";
import { normalForm } from "../helpers/read";
import { hmacInput, METHODS, r2Input, s3Input } from "../helpers/samples";

type Values = Record<string, unknown>;

describe("the normal form of an input", () => {
  test.each<[string, Values]>([
    ["a uri that is none", hmacInput({ uri: "nowhere" })],
    ["a location that is said twice", hmacInput({ platform: "minio" })],
    ["no location", hmacInput({ uri: undefined })],
    ["a nickname that is none", hmacInput({ nickname: "-" })],
    ["no nickname", hmacInput({ nickname: undefined })],
    ["a field that nobody knows", hmacInput({ bucket: "lab" })],
    ["an auth config without its secret", hmacInput({ authConfig: { method: "hmac", accessKeyId: "id" } })],
    ["no auth config", hmacInput({ authConfig: null })],
    [
      "a method that is for another platform",
      s3Input({ authConfig: METHODS.gcp_customer_managed_role.input.authConfig }),
    ],
  ])("is not guessed where there is a mistake: %s", (_, input) => {
    const { form, problems } = readInput(input, "acme");
    expect(form).toBeUndefined();
    expect(problems).not.toEqual([]);
  });

  test("is there where only a rule is broken that what stands may break: it says what is to change", () => {
    const { form, problems } = readInput(hmacInput({ extraConfig: { useSsl: "true" } }), "acme");
    expect(problems.map(({ younger }) => younger)).toEqual([true]);
    expect(form?.extraConfig).toEqual({ useSsl: "true" });
  });

  test("is not there for an entry that leaves its nickname to its key, which is no mistake", () => {
    const { nickname: _, ...entry } = hmacInput();
    expect(readInput(entry, "acme", entrySchema)).toMatchObject({ form: undefined, problems: [] });
    expect(readInput(hmacInput(), "acme", entrySchema).form).toEqual(normalForm(hmacInput(), "acme"));
  });
});

test("an input says where its object store is, also where it is wrong elsewhere", () => {
  const wrong = { nickname: "-", authConfig: null };
  const lab = { platform: "minio", name: "lab-bucket", prefix: "raw" };
  expect(readInput(hmacInput(wrong), "acme").location).toEqual(lab);
  expect(readInput(hmacInput({ ...wrong, ...lab, uri: undefined }), "acme").location).toEqual(lab);
  expect(readInput(hmacInput({ ...wrong, uri: "nowhere" }), "acme").location).toEqual({});
  expect(readInput(hmacInput({ ...wrong, uri: null, name: "lab-bucket" }), "acme").location).toEqual({
    name: "lab-bucket",
  });
});

/** What is said of an input whose config stands as another one says, or as the same. */
function said(input: Values, before: Values = input): string[] {
  return readInputOfStanding(normalForm(before, "acme"), input, "acme").problems.map(sentence);
}

const settings = (extraConfig: Values) => hmacInput({ extraConfig });

test.each<[string, Values]>([
  ["a text for true or false", settings({ useSsl: "maybe" })],
  ["the same in the wire's spelling", settings({ use_ssl: "true" })],
  ["a boolean for a region", settings({ regionName: true })],
  ["an endpoint that is no URL", settings({ endpointUrl: "minio.example.com:9000" })],
  ["a slip of a known setting", settings({ endpoint: "https://minio.example.com", "": true })],
  ["a prefix with a tab in it", s3Input({ prefix: "a\tb" })],
  ["a secret with its file's line end", r2Input({ accountApiToken: "token\n" })],
  ["a field of an auth config that is empty", r2Input({ externalAccountId: "" })],
  ["a lifetime of no seconds", r2Input({ durationSeconds: 0 })],
])("what an earlier version took may stand as it is: %s", (_, input) => {
  expect(said(input)).toEqual([]);
  expect(said({ ...input, nickname: "renamed" }, input)).toEqual([]);
  expect(said({ ...input, org: UNKNOWN }, input)).toEqual([]);
  expect(said({ ...input, org: "another" }, input)).not.toEqual([]);
});

test("a new value has to obey, and so has an old one of a config that is replaced", () => {
  const before = settings({ useSsl: "true" });
  expect(said(settings({ useSsl: "no" }), before)).toEqual([
    "extraConfig.useSsl must be true or false, without quotes.",
  ]);
  expect(said({ ...before, uri: "minio://moved" }, before)).toEqual([
    "extraConfig.useSsl must be true or false, without quotes.",
  ]);
});

test("what no version took is refused where it stands, too, together with all else", () => {
  const input = settings({ useSsl: "true" });
  expect(said({ ...input, nickname: "-", x: 1 }, input)).toHaveLength(3);
});

test("a mask is no secret, also where an earlier version let one into the state", () => {
  const state = normalForm(hmacInput(), "acme");
  const authConfig = { ...state.authConfig, secretAccessKey: "***" };
  const { problems } = readInputOfStanding({ ...state, authConfig }, hmacInput({ authConfig }), "acme");
  expect(problems.map(sentence)).toEqual([
    expect.stringMatching(/^authConfig.secretAccessKey must be the secret itself/),
  ]);
});

test.each<[string, Values, Values?]>([
  ["a field that nobody knows", hmacInput({ bucket: "lab" }), hmacInput()],
  ["a location that is said twice", hmacInput({ platform: "minio" }), hmacInput()],
  ["a setting in both spellings", settings({ useSsl: true, use_ssl: true }), settings({ useSsl: true })],
  ["an adoption that is neither true nor false", hmacInput({ adopt: "yes" }), hmacInput()],
  ["a nickname that is no text", hmacInput({ nickname: 7 }), hmacInput()],
  ["an organisation that is no text", hmacInput({ org: false }), hmacInput()],
  ["settings that are a list", hmacInput({ extraConfig: [] }), hmacInput()],
  ["an auth config that is a text", hmacInput({ authConfig: "hmac" }), hmacInput()],
])("what says of a config what it is, in words that are wrong, is refused: %s", (_, input, before) => {
  expect(said(input, before)).not.toEqual([]);
});

test("what says of a config what it is may say it otherwise than it was said", () => {
  expect(said(hmacInput({ adopt: true, org: "acme", extraConfig: null }), hmacInput({ extraConfig: {} }))).toEqual([]);
});

test.each([[{ toString: 0 }], [[{ toString: false }]], [["s3"]]])(
  "a platform that is no text, as %j, is a problem and no defect",
  (platform) => {
    expect(readInput({ platform }, "acme").problems).toContainEqual(expect.objectContaining({ path: "platform" }));
  },
);
