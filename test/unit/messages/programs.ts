import * as pulumi from "@pulumi/pulumi";
import { onTestFinished, vi } from "vitest";
import { BucketConfig } from "../../../provider/bucket-config";
import { expected } from "../../../provider/dynamic/failure";
import { BucketConfig as unconfigured } from "../../../provider/dynamic/index";

import type { Emulator } from "../../../provider/emulator/index";
import { getBucketConfig, getRepos } from "../../../provider/lookups";
import { plainJson } from "../../../provider/model/plain-json";
import { Provider, type ProviderArgs } from "../../../provider/provider";
import { emulate, failure } from "../helpers/connected";
import { temporaryPlace } from "../helpers/place";
import type { Chapter, Values } from "./run";

/** What a look-up shows in a program that doesn't catch its error. */
export async function lookups(): Promise<Chapter> {
  inProgram();
  const emulator = await emulate();
  const empty = emulator.url;
  const full = await emulate();
  for (const nickname of ["era5", "cmip6"]) full.putBucket("acme", { nickname, name: `acme-${nickname}` });
  const many = await emulate();
  for (let index = 0; index < 45; index++)
    many.putBucket("acme", { nickname: `era5-${100 + index}`, name: `acme-${100 + index}` });
  const odd = await emulate();
  const rows = [
    { id: "1a2b", nickname: "era5", platform: "s3", name: "acme-era5" },
    { id: "3c4d", platform: "s3" },
  ];
  odd.fail({ kind: "status", status: 200, body: rows, times: "always" });
  const from = ({ url, token }: Emulator, args: ProviderArgs = {}) => ({
    provider: new Provider(`from ${url}`, { org: "acme", token, serviceUri: url, ...args }),
  });
  const later = new BucketConfig("later", {
    nickname: "later",
    uri: "gs://later",
    authConfig: { method: "anonymous" },
  });
  return {
    "a nickname that none has": await uncaught(getBucketConfig({ nickname: "era6" }, from(full))),
    "a uri where none stands": await uncaught(getBucketConfig({ uri: "s3://acme-era5/raw" }, from(full))),
    "an organisation without any": await uncaught(
      getBucketConfig({ nickname: "era5" }, from({ ...emulator, url: empty })),
    ),
    "an organisation with many": await uncaught(getBucketConfig({ nickname: "era6" }, from(many))),
    "a nickname that none has, beside one that can't be read": await uncaught(
      getBucketConfig({ nickname: "era6" }, from(odd)),
    ),
    // @ts-expect-error: the compiler refuses it, too
    "two keys": await uncaught(getBucketConfig({ nickname: "era5", id: "1a2b" }, from(full))),
    "no organisation": await uncaught(getRepos({}, from(full, { org: "" }))),
    "a token that is not accepted": await uncaught(getRepos({}, from(full, { token: "ema_revoked" }))),
    "a provider whose settings a preview doesn't know yet": await uncaught(getRepos({}, from(full, { org: later.id }))),
  };
}

/** A preview of a program. */
function inProgram(project = "storage", config: Record<string, string> = {}): void {
  vi.stubEnv("ARRAYLAKE_ORG", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  pulumi.runtime.setMocks(
    { newResource: ({ inputs }) => ({ id: undefined, state: inputs }), call: () => ({}) },
    project,
    "dev",
    true,
  );
  pulumi.runtime.setAllConfig(config);
}

/** As the SDK shows what a program doesn't catch: its own kind of error without the stack. */
async function uncaught(promise: Promise<unknown>): Promise<string> {
  const error = await failure(promise);
  if (!pulumi.RunError.isInstance(error)) throw new Error("its stack would be printed", { cause: error });
  return `error: ${error.message}`;
}

/** What a declarative stack shows when its config is wrong. */
export async function declarative(): Promise<Chapter> {
  const open = { uri: "gs://acme-climate/cmip6", authConfig: { method: "anonymous" } };
  const arraylake = { "arraylake:org": "acme" };
  return {
    "nothing is given": await stack({ ...arraylake, "storage:bucketConfigs": '{"(required)":null}' }),
    "the config of another project": await stack({ ...arraylake, "arraylake:bucketConfigs": { cmip6: open } }),
    "something else than a map": await stack({ ...arraylake, "storage:bucketConfigs": "cmip6" }),
    "mistyped keys": await stack({
      ...arraylake,
      "arraylake:tokn": "x",
      "arraylake:colour": "red",
      "storage:bucketConfig": "{}",
      "storage:bucketConfigs": { cmip6: open },
    }),
    "no organisation": await stack({ "storage:bucketConfigs": { cmip6: open } }),
    "an organisation that would lead elsewhere": await stack({
      "arraylake:org": "acme/../other",
      "storage:bucketConfigs": { cmip6: open },
    }),
    "everything at once": await stack({
      ...arraylake,
      "storage:defaultBucketConfig": "cmip",
      "storage:bucketConfigs": {
        cmip6: open,
        "cmip6.raw": open,
        e: { ...open, uri: "gs://acme-climate/e" },
        era5: "s3://acme-arraylake/era5",
        tiles: {
          uri: "s3://acme-tiles",
          extraConfig: { regionName: "us-east-1" },
          authConfig: {
            method: "aws_customer_managed_role",
            externalCustomerId: 123456789012,
            externalRoleName: "arraylake",
            sharedSecret: "ext",
          },
          protct: true,
        },
        tags: { ...open, uri: "gs://acme-tags", extraConfig: JSON.parse('{"__proto__":"x"}') },
        renamed: { ...open, uri: "gs://acme-renamed", aliases: ["old", "old", "renamed", "cmip6", "", 5] },
        again: { ...open, uri: "gs://acme-again", aliases: ["old"] },
        tidied: { ...open, uri: "gs://acme-tidied", aliases: "older" },
        twin: { ...open, nickname: "cmip6", uri: "gs://acme-climate/twin" },
      },
    }),
    "what only a BucketConfig from an earlier version may hold": await doubts({
      ...arraylake,
      "storage:bucketConfigs": {
        cmip6: { ...open, extraConfig: { useSsl: "true", region: "auto" } },
      },
    }),
    "secrets in clear in the stack's file": await secretsInClear(),
    "a default that is no key": await stack({
      ...arraylake,
      "storage:bucketConfigs": { cmip6: open },
      "storage:defaultBucketConfig": "something-else",
    }),
  };
}

async function secretsInClear(): Promise<string> {
  const place = temporaryPlace();
  place.write("Pulumi.yaml", "name: storage\n");
  const lab = {
    uri: "minio://lab",
    authConfig: { method: "hmac", accessKeyId: "in-clear", secretAccessKey: "in-clear" },
  };
  place.write("Pulumi.dev.yaml", JSON.stringify({ config: { "storage:bucketConfigs": { lab } } }));
  vi.stubEnv("PWD", place.folder);
  return doubts({ "arraylake:org": "acme", "storage:bucketConfigs": { lab } });
}

/** What the program itself says of a config that it takes. */
async function doubts(config: Values): Promise<string> {
  const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  await stack(config).then(
    (error) => Promise.reject(new Error(error)),
    () => undefined,
  );
  const shown = warn.mock.calls.map(([message]) => `warning: ${message}`);
  warn.mockRestore();
  return shown.join("\n");
}

async function stack(config: Values): Promise<string> {
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  inProgram("storage", Object.fromEntries(texts));
  vi.resetModules();
  return uncaught(import("../../../provider/stack/index.js"));
}

/** What only a mistake in this package, or in its use by a test, leads to. */
export async function defects(): Promise<Chapter> {
  const emulator = await emulate();
  const thrown = (mistake: () => unknown) => `error: ${expected(errorOf(mistake)).message}`;
  return {
    "a call before the settings are known": `error: ${(await failure(unconfigured().delete?.("1a2b", {}) ?? Promise.resolve())).message}`,
    "an answer that Pulumi can't take": thrown(() => plainJson({ outs: { createdAt: new Date() } })),
    "what Pulumi prints where the stack would stand": `${expected(new Error("hidden"))}: ${expected(new Error("hidden")).stack}`,
    "a test's emulator without the organisation": errorOf(() => emulator.putBucket("acne")).message,
    "a test's emulator without the BucketConfig": errorOf(() => emulator.patchBucket("acme", "1a2b", {})).message,
    "a test's emulator without the repo": errorOf(() => emulator.ghostRepo("acme", "climate")).message,
  };
}

function errorOf(mistake: () => unknown): Error {
  try {
    mistake();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
