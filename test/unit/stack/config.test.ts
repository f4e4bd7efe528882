import { describe, expect, test } from "vitest";
import { sentence } from "../../../provider/model/problems";
import { readStackConfig } from "../../../provider/stack/config";
import { hmacInput, METHODS, r2Input, SAMPLES, SECRETS, s3Input } from "../helpers/samples";

/** `org` is what stands in for entries that name none; left out where that is of no matter. */
function problems(bucketConfigs: unknown, defaultBucketConfig?: unknown, org?: string): string[] {
  const surroundings = org === undefined ? undefined : { project: "stores", keys: [], org };
  const config = readStackConfig(bucketConfigs, defaultBucketConfig, surroundings);
  return "problems" in config ? config.problems.map(sentence) : [];
}

const { nickname: _, ...unnamed } = s3Input();

describe("what is right is taken as it is written", () => {
  test("with all that an entry may say", () => {
    const bucketConfigs = {
      era5: { ...unnamed, protect: true, retainOnDelete: false, adopt: true, org: "other" },
      "lab-2": hmacInput({ nickname: "lab" }),
    };
    expect(readStackConfig(bucketConfigs, "era5")).toEqual({
      bucketConfigs,
      defaultBucketConfig: "era5",
      doubts: [],
    });
    expect(readStackConfig(bucketConfigs, null)).toMatchObject({ defaultBucketConfig: undefined });
  });

  test("also with no entries at all", () => {
    expect(readStackConfig({}, undefined)).toMatchObject({ bucketConfigs: {}, defaultBucketConfig: undefined });
  });

  test("each method, each under a key that serves as its nickname", () => {
    const bucketConfigs = Object.fromEntries(SAMPLES.map(([, { input }], index) => [`config-${index}`, input]));
    expect(problems(bucketConfigs)).toEqual([]);
  });

  test("with null for what is not given, as YAML writes it", () => {
    const nothing = { org: null, nickname: null, adopt: null, protect: null, retainOnDelete: null, uri: null };
    expect(problems({ era5: { ...unnamed, ...nothing } })).toEqual([]);
  });
});

describe("a map is asked for", () => {
  test.each([undefined, null])("%j is a missing one", (given) => {
    expect(problems(given)).toEqual([
      "bucketConfigs is required: a map of BucketConfigs, each under the name that it keeps.",
    ]);
  });

  test.each([[], "era5", 5, true])("%j is none", (given) => {
    expect(problems(given)).toEqual([
      "bucketConfigs must be a map of BucketConfigs, each under the name that it keeps.",
    ]);
  });

  test.each([null, [], "s3://bucket", 5])("%j is no entry", (entry) => {
    expect(problems({ era5: entry })).toEqual([
      "bucketConfigs.era5 must be an object with the fields of a BucketConfig.",
    ]);
  });
});

describe("each mistake has its path", () => {
  test("in the user's own words, unknown fields with the nearest", () => {
    const bucketConfigs = {
      era5: { ...unnamed, prefx: "x", retainOnDelet: true, protect: "yes" },
      tiles: r2Input({ sharedSecret: "x" }, { extraConfig: { endpointUrl: 5 } }),
    };
    expect(problems(bucketConfigs)).toEqual([
      "bucketConfigs.era5.protect must be true or false.",
      "bucketConfigs.era5.prefx is not a known field: did you mean 'prefix'?",
      "bucketConfigs.era5.retainOnDelet is not a known field: did you mean 'retainOnDelete'?",
      "bucketConfigs.tiles.extraConfig.endpointUrl must be a string: put quotes around it.",
      "bucketConfigs.tiles.authConfig.sharedSecret is not a known field: known here: method, externalAccountId, parentAccessKeyId, accountApiToken, parentSecretAccessKey, durationSeconds.",
      "bucketConfigs.tiles.extraConfig.endpointUrl must be an R2 endpoint for method 'r2_customer_managed_role', such as 'https://ACCOUNT.r2.cloudflarestorage.com'.",
    ]);
  });

  test("a key that is no plain word as `pulumi config set --path` takes it", () => {
    expect(problems({ "v1.2": { ...unnamed, adopt: 1 } })).toEqual([
      'bucketConfigs["v1.2"].adopt must be true or false.',
    ]);
  });

  test("a number that YAML made of a text asks for quotes", () => {
    const authConfig = { ...METHODS.aws_customer_managed_role.input.authConfig, externalCustomerId: 123456789012 };
    expect(problems({ era5: { ...unnamed, authConfig } })).toEqual([
      "bucketConfigs.era5.authConfig.externalCustomerId must be a string: put quotes around it.",
    ]);
  });

  test("what only a BucketConfig from an earlier version may hold is a doubt, and among mistakes a mistake", () => {
    const lab = hmacInput({ extraConfig: { useSsl: "maybe", endpoint: "x", regionName: true } });
    const doubts = [
      "bucketConfigs.lab.extraConfig.useSsl must be true or false, without quotes.",
      "bucketConfigs.lab.extraConfig.endpoint is not a known field: did you mean 'endpointUrl'?",
      "bucketConfigs.lab.extraConfig.regionName must be a string: put quotes around it.",
    ];
    const config = readStackConfig({ lab }, undefined);
    expect("doubts" in config && config.doubts.map(sentence)).toEqual(doubts);
    expect(problems({ lab: { ...lab, protect: "yes" } })).toEqual([
      "bucketConfigs.lab.protect must be true or false.",
      ...doubts,
    ]);
  });

  test("a key that can't be a nickname asks for one", () => {
    expect(problems({ "my bucket": unnamed })).toEqual([
      "bucketConfigs.my bucket.nickname is required where the key is no nickname: it must be 3 to 64 characters: letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first.",
    ]);
    expect(problems({ "my bucket": s3Input() })).toEqual([]);
  });

  test("a name that every object has is a name like others, but for the one that Pulumi drops", () => {
    const settings = { constructor: "x", toString: true, hasOwnProperty: "y" };
    const input = hmacInput({ nickname: undefined, extraConfig: settings });
    for (const key of ["constructor", "toString", "valueOf"]) {
      const config = readStackConfig(JSON.parse(`{"${key}":${JSON.stringify(input)}}`), key);
      expect(config).toMatchObject({ defaultBucketConfig: key, doubts: [] });
      expect("bucketConfigs" in config && Object.keys(config.bucketConfigs)).toEqual([key]);
      expect(problems({ era5: unnamed }, key)).toHaveLength(1);
    }
    const lab = JSON.stringify({ ...input, extraConfig: { dropped: "x" } }).replace("dropped", "__proto__");
    expect(problems(JSON.parse(`{"lab":${lab},"__proto__":${JSON.stringify(s3Input())}}`))).toEqual([
      "bucketConfigs.lab.extraConfig.__proto__ needs another name: Pulumi drops what is called __proto__.",
      "bucketConfigs.__proto__ needs another name: Pulumi drops what is called __proto__.",
    ]);
  });

  test("no secret is repeated", () => {
    const auth = {
      method: "hmac",
      accessKeyId: SECRETS.accessKeyId,
      secretAccessKey: 5,
      sharedSecret: SECRETS.sharedSecret,
    };
    const text = problems({ era5: { ...unnamed, authConfig: auth }, b: SECRETS.accountApiToken }).join();
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  });
});

test("twenty mistakes give twenty messages, and the default's one more", () => {
  const entries = Array.from({ length: 20 }, (_, index) => [`config-${index}`, { ...unnamed, prefix: `/${index}` }]);
  const found = problems(Object.fromEntries(entries), "config-99");
  expect(found).toHaveLength(21);
  for (let index = 0; index < 20; index++)
    expect(found[index]).toMatch(new RegExp(`^bucketConfigs.config-${index}.prefix must`));
});

describe("the default", () => {
  test("names an entry by its key", () => {
    const entries = { era5: unnamed, "lab-2": hmacInput({ nickname: "lab" }) };
    expect(problems(entries, "lab-2")).toEqual([]);
    expect(problems(entries, "")).toEqual([]);
    expect(problems({ "2020": unnamed }, "2020")).toEqual([]);
    expect(problems(entries, "era")).toEqual([
      "defaultBucketConfig 'era' names no entry of bucketConfigs: did you mean 'era5'?",
    ]);
    expect(problems(entries, "something else")).toEqual([
      "defaultBucketConfig 'something else' names no entry of bucketConfigs: there are era5, lab-2.",
    ]);
    expect(problems({}, "era5")).toEqual([
      "defaultBucketConfig 'era5' names no entry of bucketConfigs: there are none.",
    ]);
    for (const wrong of [5, true, {}, ["era5"], "toString"]) expect(problems(entries, wrong)).toHaveLength(1);
  });
});

describe("two entries that want the same are named together", () => {
  test("a location, in whichever form it is written", () => {
    const uri = { ...unnamed, platform: null, name: null, prefix: null, uri: "s3://acme-arraylake/era5" };
    expect(problems({ era5: unnamed, twin: uri })).toEqual([
      "bucketConfigs.twin has the same location as bucketConfigs.era5: give each its own.",
    ]);
  });

  test("a nickname, also one that is another's key", () => {
    expect(problems({ era5: unnamed, other: s3Input({ nickname: " era5 ", prefix: "other" }) })).toEqual([
      "bucketConfigs.other has the same nickname as bucketConfigs.era5: give each its own.",
    ]);
  });

  test("all of them at once", () => {
    expect(problems({ one: s3Input(), two: s3Input(), six: s3Input({ prefix: "six" }) })).toEqual([
      "bucketConfigs.two has the same location as bucketConfigs.one: give each its own.",
      "bucketConfigs.two has the same nickname as bucketConfigs.one: give each its own.",
      "bucketConfigs.six has the same nickname as bucketConfigs.one: give each its own.",
      "bucketConfigs.six has the same nickname as bucketConfigs.two: give each its own.",
    ]);
  });

  test("also where they, or other entries, are wrong elsewhere", () => {
    const bucketConfigs = {
      era5: { ...unnamed, authConfig: { method: "secret handshake" } },
      twin: { ...unnamed, protect: "yes" },
      third: { uri: "s3:/nowhere", nickname: "twin", authConfig: { method: "anonymous" } },
      fourth: null,
    };
    expect(problems(bucketConfigs).filter((problem) => problem.includes("the same"))).toEqual([
      "bucketConfigs.twin has the same location as bucketConfigs.era5: give each its own.",
      "bucketConfigs.third has the same nickname as bucketConfigs.twin: give each its own.",
    ]);
  });

  test("but not in two organisations", () => {
    expect(problems({ era5: unnamed, other: s3Input({ org: "other" }) })).toEqual([]);
  });

  test("also where one of them is wrong elsewhere, and where one names the organisation that is the other's default", () => {
    expect(problems({ era5: unnamed, twin: { ...s3Input({ org: "acme" }), adopt: "yes" } }, undefined, "acme")).toEqual(
      [
        "bucketConfigs.twin.adopt must be true or false.",
        "bucketConfigs.twin has the same location as bucketConfigs.era5: give each its own.",
        "bucketConfigs.twin has the same nickname as bucketConfigs.era5: give each its own.",
      ],
    );
  });
});

test("an organisation is asked for once, where an entry names none", () => {
  const entries = { era5: unnamed, lab: hmacInput(), tiles: { ...r2Input(), org: "other" } };
  const [problem, ...more] = problems(entries, undefined, "");
  expect(problem).toMatch(/^arraylake:org is required/);
  expect(more).toEqual([]);
  expect(problems({ tiles: entries.tiles }, undefined, "")).toEqual([]);
});

test("an organisation that would lead elsewhere is told once, where an entry relies on it", () => {
  const entries = { era5: unnamed, lab: hmacInput(), tiles: { ...r2Input(), org: "other" } };
  expect(problems(entries, undefined, "../acme")).toEqual([
    "arraylake:org (or ARRAYLAKE_ORG) must be an organisation's name, without blanks, control characters and / \\ ? # %, and neither '.' nor '..'; not '../acme'.",
  ]);
  expect(problems({ tiles: entries.tiles }, undefined, "../acme")).toEqual([]);
  expect(problems({ era5: { ...unnamed, org: "a b" } }, undefined, "acme")).toEqual([
    expect.stringMatching(/^bucketConfigs.era5.org must be .*; not 'a b'\.$/),
  ]);
});

test("a key with a line end in it keeps its message on one line", () => {
  expect(problems({ "a\nb": s3Input({ adopt: 1 }) })).toEqual(['bucketConfigs["a\\nb"].adopt must be true or false.']);
});

test("top-level keys that nobody reads are told, with the one that was meant", () => {
  const keys = [
    "stores:bucketConfigs",
    "stores:defaultBucketConfg",
    "arraylake:tokn",
    "arraylake:bucketConfigs",
    "aws:region",
  ];
  const config = readStackConfig({ era5: unnamed }, undefined, { project: "stores", keys, org: "acme" });
  expect("problems" in config && config.problems.map(sentence)).toEqual([
    "defaultBucketConfg is not a known field: did you mean 'defaultBucketConfig'?",
    "arraylake:tokn is not a known field: did you mean 'token'?",
  ]);
  const misplaced = readStackConfig(undefined, undefined, { project: "stores", keys: keys.slice(3), org: "acme" });
  expect("problems" in misplaced && misplaced.problems.map(sentence)).toEqual([
    "arraylake:bucketConfigs is not read, since this project's name is 'stores': write 'stores:bucketConfigs'.",
  ]);
});
