import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { sentence } from "../../../provider/model/problems";
import { readStackConfig, type StackConfig } from "../../../provider/stack/config";
import { declare } from "../../../provider/stack/declare";

/** Entries of anonymous buckets, by key, with what each says of its aliases. */
function entries(aliases: Record<string, unknown>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(aliases).map(([key, given]) => [
      key,
      {
        uri: `gs://bucket-of-${key}`,
        authConfig: { method: "anonymous" },
        ...(given === undefined ? {} : { aliases: given }),
      },
    ]),
  );
}

function problems(aliases: Record<string, unknown>): string[] {
  const config = readStackConfig(entries(aliases), undefined);
  return "problems" in config ? config.problems.map(sentence) : [];
}

/** The options that Pulumi gets with each resource that a stack's config declares. */
async function registered(config: StackConfig): Promise<Map<string, pulumi.ResourceOptions>> {
  const found = new Map<string, pulumi.ResourceOptions>();
  await pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ name, opts }) => {
      found.set(name, opts);
      return undefined;
    });
    return declare(config);
  });
  return found;
}

describe("an entry that stood under another key", () => {
  test("names it, and is the same resource to Pulumi", async () => {
    const config = readStackConfig(entries({ cmip6: ["cmip", "climate"], other: undefined, third: null }), undefined);
    if ("problems" in config) throw new Error(config.problems.map(sentence).join("\n"));
    const options = await registered(config);
    expect(options.get("cmip6")?.aliases).toEqual([{ name: "cmip" }, { name: "climate" }]);
    for (const key of ["other", "third"]) expect(options.get(key)).not.toHaveProperty("aliases");
  });

  test("may have stood under any key, and under none", () => {
    expect(problems({ cmip6: ["my bucket", "v1.2", "__proto__", "constructor"], other: [] })).toEqual([]);
  });

  test("names keys in a list", () => {
    expect(problems({ cmip6: "cmip" })).toEqual(["bucketConfigs.cmip6.aliases must be a list."]);
    expect(problems({ cmip6: { name: "cmip" } })).toEqual(["bucketConfigs.cmip6.aliases must be a list."]);
    expect(problems({ cmip6: ["cmip", 2020, "", null, ["x"]] })).toEqual([
      "bucketConfigs.cmip6.aliases[1] must be a string: put quotes around it.",
      "bucketConfigs.cmip6.aliases[2] must not be empty.",
      "bucketConfigs.cmip6.aliases[3] must be a string.",
      "bucketConfigs.cmip6.aliases[4] must be a string.",
    ]);
  });

  test("names each once, and not its own", () => {
    expect(problems({ cmip6: ["cmip", "cmip", "cmip6"] })).toEqual([
      "bucketConfigs.cmip6.aliases[1] 'cmip' is named before: remove one of them.",
      "bucketConfigs.cmip6.aliases[2] 'cmip6' is the entry's own key: remove it.",
    ]);
  });

  test("can't name one that still stands, nor one that another entry names", () => {
    expect(problems({ cmip: undefined, cmip6: ["cmip"], "a.b": ["old"], c: ["x", "old"] })).toEqual([
      "bucketConfigs.c.nickname is required where the key is no nickname: it must be 3 to 64 characters: letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first.",
      "bucketConfigs.cmip6.aliases[0] 'cmip' is the key of another entry: remove that entry, or this alias.",
      `bucketConfigs.c.aliases[1] 'old' is an alias of bucketConfigs["a.b"] too, and only one can have stood under it: remove one of them.`,
    ]);
  });

  test("can't take over by the name of another who is wrong elsewhere", () => {
    expect(problems({ cmip: "wrong", cmip6: ["cmip"] })).toEqual([
      "bucketConfigs.cmip.aliases must be a list.",
      "bucketConfigs.cmip6.aliases[0] 'cmip' is the key of another entry: remove that entry, or this alias.",
    ]);
  });
});
