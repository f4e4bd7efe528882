import { describe, expect, test } from "vitest";
import { sentence } from "../../../provider/model/problems";
import { readStackConfig } from "../../../provider/stack/config";
import { hmacInput } from "../helpers/samples";

const entries = { lab: hmacInput() };

function problems(project: string, keys: string[], given: unknown = entries, org: string | undefined = "acme") {
  const config = readStackConfig(given, undefined, { project, keys, org });
  return "problems" in config ? config.problems.map(sentence) : [];
}

describe("a top-level key that nobody reads is named, with the one that was meant", () => {
  test("in the project's own namespace", () => {
    expect(problems("storage", ["storage:bucketConfigs", "storage:defaultBucketconfig", "storage:owner"])).toEqual([
      "defaultBucketconfig is not a known field: did you mean 'defaultBucketConfig'?",
      "owner is not a known field: known here: bucketConfigs, defaultBucketConfig.",
    ]);
  });

  test("once, where it stands for the missing bucketConfigs", () => {
    const meant = ["bucketConfig is not a known field: did you mean 'bucketConfigs'?"];
    expect(problems("storage", ["storage:bucketConfig"], { "(required)": null })).toEqual(meant);
    expect(problems("arraylake", ["arraylake:bucketConfig", "arraylake:org"], { "(required)": null })).toEqual(meant);
  });

  test("among the provider's settings", () => {
    expect(problems("storage", ["storage:bucketConfigs", "arraylake:serviceUrl"])).toEqual([
      "arraylake:serviceUrl is not a known field: did you mean 'serviceUri'?",
    ]);
    const all = ["org", "token", "serviceUri", "timeoutSeconds", "allowHttp"].map((key) => `arraylake:${key}`);
    expect(problems("storage", all)).toEqual([]);
    expect(problems("arraylake", [...all, "arraylake:bucketConfigs", "arraylake:defaultBucketConfig"])).toEqual([]);
  });

  test("under another project's name", () => {
    expect(problems("storage", ["arraylake:bucketConfigs"], { "(required)": null })).toEqual([
      "arraylake:bucketConfigs is not read, since this project's name is 'storage': write 'storage:bucketConfigs'.",
    ]);
    expect(problems("arraylake", ["storage:bucketConfigs", "arraylake:bucketConfigs"], { "(required)": null })).toEqual(
      ["storage:bucketConfigs is not read, since this project's name is 'arraylake': write 'arraylake:bucketConfigs'."],
    );
    expect(problems("storage", ["other:bucketConfigs", "storage:bucketConfigs"])).toEqual([]);
  });

  test("but not a key of somebody else", () => {
    expect(problems("storage", ["storage:bucketConfigs", "aws:region", "pulumi:tags"])).toEqual([]);
  });
});

test("what Pulumi.yaml gives in place of bucketConfigs is none, and an empty map is one without entries", () => {
  expect(problems("arraylake", ["arraylake:bucketConfigs"], { "(required)": null })).toEqual([
    "bucketConfigs is required: a map of BucketConfigs, each under the name that it keeps.",
  ]);
  expect(problems("arraylake", ["arraylake:bucketConfigs"], {}, "")).toEqual([]);
});

test("a missing organisation is said once, for all the entries that name none", () => {
  const given = { lab: hmacInput(), raw: hmacInput({ nickname: "raw", uri: "gs://raw" }) };
  expect(problems("storage", [], given, "")).toEqual([
    expect.stringMatching(/^arraylake:org is required: set it once, with/),
  ]);
  expect(problems("storage", [], { lab: hmacInput({ org: "acme" }) }, "")).toEqual([]);
});

test("an entry that names the organisation which the others have by default is one of theirs", () => {
  const given = { lab: hmacInput({ org: "acme" }), raw: hmacInput({ nickname: "raw" }) };
  expect(problems("storage", [], given, "acme")).toEqual([
    "bucketConfigs.raw has the same location as bucketConfigs.lab: give each its own.",
  ]);
  expect(problems("storage", [], given, "other")).toEqual([]);
});
