import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { beforeAll, describe, expect, test } from "vitest";
import { getBucketConfigOutput, getBucketConfigsOutput, getReposOutput } from "../../provider/lookups";
import type { Provider } from "../../provider/provider";
import { emulate } from "./helpers/connected";

type Settings = Record<string, unknown>;

function providerWith(settings: Settings): Provider {
  return { settings: pulumi.output(settings) } as unknown as Provider;
}

/** What Pulumi knows of an output. */
async function told(output: unknown) {
  const { isKnown, isSecret } = output as { isKnown: Promise<boolean>; isSecret: Promise<boolean> };
  return { isKnown: await isKnown, isSecret: await isSecret };
}

beforeAll(() =>
  pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "test", "dev", true),
);

describe.each([
  ["getBucketConfigsOutput", (provider: Provider) => getBucketConfigsOutput({}, { provider })],
  ["getBucketConfigOutput", (provider: Provider) => getBucketConfigOutput({ nickname: "era5" }, { provider })],
  ["getReposOutput", (provider: Provider) => getReposOutput({}, { provider })],
])("%s", (_, look) => {
  test("waits for settings that a preview doesn't know yet", async () => {
    expect(await told(look(providerWith({ "arraylake:token": unknown })))).toMatchObject({ isKnown: false });
  });

  test("makes no secret of its answer, though the token is one", async () => {
    const emulator = await emulate();
    emulator.putBucket("acme", { nickname: "era5" });
    const settings = {
      "arraylake:org": "acme",
      "arraylake:token": pulumi.secret(emulator.token),
      "arraylake:serviceUri": emulator.url,
    };
    expect(await told(look(providerWith(settings)))).toEqual({ isKnown: true, isSecret: false });
  });
});
