import { expect, test } from "vitest";
import { normalForm } from "../../../provider/model/normal-form";
import { sentence } from "../../../provider/model/problems";
import { problemsWhereStanding } from "../../../provider/model/standing";
import { UNKNOWN } from "../../../provider/model/unknown";
import { hmacInput, r2Input, s3Input } from "../helpers/samples";

type Values = Record<string, unknown>;

/** What is said of an input whose config stands as another one says, or as the same. */
function said(input: Values, before: Values = input): string[] {
  return problemsWhereStanding(normalForm(before, "acme"), input, "acme").map(sentence);
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
  const { authConfig } = hmacInput() as { authConfig: Values };
  const masked = hmacInput({ authConfig: { ...authConfig, secretAccessKey: "***" } });
  expect(said(masked)).toEqual([expect.stringMatching(/^authConfig.secretAccessKey must be the secret itself/)]);
});
