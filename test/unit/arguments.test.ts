import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import {
  BucketConfig,
  type BucketConfigArgs,
  type GetBucketConfigArgs,
  getBucketConfig,
  getBucketConfigOutput,
  type Platform,
} from "../../provider/index";

// What the compiler takes and what it refuses. Each line below `@ts-expect-error` is an error, or the compiler says that it is
// none. Nothing of it runs but the look-ups that are refused: those are refused again at run time, where no compiler was.

const given = { nickname: "era5", authConfig: { method: "anonymous" } } as const;
const text = pulumi.output("text");
const perhaps = (): string | undefined => undefined;

void function takes(platform: Platform, location: { uri: string } | { platform: Platform; name: string }): void {
  new BucketConfig("uri", { ...given, uri: "gs://era5" });
  new BucketConfig("uri-output", { ...given, uri: pulumi.interpolate`gs://${text}/era5` });
  new BucketConfig("parts", { ...given, platform: "gs", name: "era5" });
  new BucketConfig("parts-output", { ...given, platform: pulumi.output(platform), name: text, prefix: text });
  new BucketConfig("either", { ...given, ...location });
  new BucketConfig("absent", { ...given, uri: "gs://era5", platform: undefined, name: undefined, prefix: undefined });
  new BucketConfig("bucket", {
    ...given,
    platform: "s3",
    name: new BucketConfig("other", { ...given, uri: text }).name,
  });
  const args: BucketConfigArgs = { ...given, platform, name: "era5" };
  new BucketConfig("args", { ...args, adopt: true });
  BucketConfig.get("got", "0a1b");
  BucketConfig.get("got-of", text, { org: "acme" });

  void getBucketConfig({ nickname: "era5" });
  void getBucketConfig({ id: "0a1b", org: "acme" });
  void getBucketConfig({ uri: "gs://era5", nickname: undefined, id: undefined });
  const wanted: GetBucketConfigArgs = platform === "gs" ? { nickname: "era5" } : { id: "0a1b" };
  void getBucketConfig(wanted);
  getBucketConfigOutput({ nickname: text });
  getBucketConfigOutput({ id: text, org: text });
  getBucketConfigOutput({ uri: Promise.resolve("gs://era5") });
  getBucketConfigOutput(wanted);
};

void function refuses(): void {
  // @ts-expect-error: no location
  new BucketConfig("nowhere", given);
  // @ts-expect-error: half a location
  new BucketConfig("no-name", { ...given, platform: "gs" });
  // @ts-expect-error: half a location
  new BucketConfig("no-platform", { ...given, name: "era5" });
  // @ts-expect-error: a uri that may be missing
  new BucketConfig("perhaps", { ...given, uri: perhaps() });
  // @ts-expect-error: two locations
  new BucketConfig("platform", { ...given, uri: "gs://era5", platform: "gs" });
  // @ts-expect-error: two locations
  new BucketConfig("name", { ...given, uri: "gs://era5", name: text });
  // @ts-expect-error: a prefix beside a uri, which has its own
  new BucketConfig("prefix", { ...given, uri: text, prefix: "v2" });
  // @ts-expect-error: two locations
  new BucketConfig("both", { ...given, uri: "gs://era5", platform: "gs", name: "era5" });
  // @ts-expect-error: nothing of what it needs
  new BucketConfig("nothing", {});
  // @ts-expect-error: which one?
  getBucketConfigOutput({});
  // @ts-expect-error: which one?
  getBucketConfigOutput({ nickname: text, id: text });
  // @ts-expect-error: a nickname that may be missing
  void getBucketConfig({ nickname: perhaps() });
};

const REFUSED: [string, () => Promise<unknown>][] = [
  // @ts-expect-error: which one?
  ["nothing", () => getBucketConfig({})],
  // @ts-expect-error: which one?
  ["an organisation alone", () => getBucketConfig({ org: "acme" })],
  // @ts-expect-error: which one?
  ["nickname and id", () => getBucketConfig({ nickname: "era5", id: "0a1b" })],
  // @ts-expect-error: which one?
  ["id and uri", () => getBucketConfig({ id: "0a1b", uri: "gs://era5" })],
];

test.each(REFUSED)("a look-up by %s is refused at run time, too", async (_, look) => {
  await expect(look()).rejects.toThrow("getBucketConfig takes exactly one of nickname, id and uri.");
});

const SLOW = 60_000;

describe.each([true, false])("with exactOptionalPropertyTypes: %s", (exactOptionalPropertyTypes) => {
  test("the compiler takes and refuses the same", { timeout: SLOW }, () => {
    const program = ts.createProgram([import.meta.filename], {
      strict: true,
      exactOptionalPropertyTypes,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: ["node"],
    });
    const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(import.meta.filename));
    const said = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(said).toEqual([]);
  });
});
