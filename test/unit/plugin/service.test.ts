import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckRequest,
  type CheckResponse,
  DiffRequest,
  type DiffResponse,
  GetSchemaRequest,
  type GetSchemaResponse,
  PropertyDiff,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { describe, expect, test } from "vitest";
import { ROOT } from "../docs/markdown";
import { emulate } from "../helpers/connected";
import { asset, openFor, openPlugin, plain, secret, struct, UNKNOWN, urnOf } from "./support";

const ROLE = {
  nickname: "era5",
  uri: "s3://acme-arraylake/era5",
  extraConfig: { regionName: "us-east-1" },
  authConfig: {
    method: "aws_customer_managed_role",
    externalCustomerId: "123456789012",
    externalRoleName: "arraylake",
    sharedSecret: secret("shared-secret-0001"),
  },
};
const KEYS = {
  nickname: "lab",
  uri: "minio://lab",
  authConfig: { method: "hmac", accessKeyId: "AKIA0000LAB1", secretAccessKey: "lab-secret-0001" },
};

/** A resource as the engine makes it: checked, then created. */
async function made(plugin: Awaited<ReturnType<typeof openFor>>, name: string, given: object) {
  const { inputs } = await plugin.check(name, given);
  return { inputs, ...(await plugin.create(name, inputs)) };
}

describe("a life", () => {
  test("is checked, shown, made, renamed in place, read and deleted", async () => {
    const emulator = await emulate();
    const plugin = await openFor(emulator);
    const { inputs, failures } = await plugin.check("era5", ROLE);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ org: "acme", platform: "s3", name: "acme-arraylake", prefix: "era5" });
    expect(inputs).toMatchObject({ authConfig: { sharedSecret: secret("shared-secret-0001") } });

    const shown = await plugin.create("era5", inputs, { preview: true });
    expect(shown).toMatchObject({ id: "", state: { uri: "s3://acme-arraylake/era5", createdAt: UNKNOWN } });
    expect(emulator.buckets("acme")).toEqual([]);

    const { id, state } = await plugin.create("era5", inputs);
    expect(emulator.bucket("acme", id)?.auth_config).toMatchObject({ shared_secret: "shared-secret-0001" });
    expect(state).toMatchObject({ authConfig: { sharedSecret: secret("shared-secret-0001") } });

    const renamed = { ...inputs, nickname: "renamed" };
    const diff = await plugin.diff("era5", id, state, renamed);
    expect(diff.getDetaileddiffMap().get("nickname")?.getKind()).toBe(PropertyDiff.Kind.UPDATE);
    expect(diff.getReplacesList()).toEqual([]);
    expect(await plugin.update("era5", id, state, renamed, true)).toEqual({ ...state, nickname: "renamed" });
    expect(emulator.bucket("acme", id)?.nickname).toBe("era5");
    const after = await plugin.update("era5", id, state, renamed);
    expect(emulator.bucket("acme", id)?.nickname).toBe("renamed");

    expect(await plugin.read("era5", id, after)).toEqual({ id, state: after, inputs: renamed });
    const next = await openFor(emulator);
    await next.delete("era5", id, after);
    expect(emulator.buckets("acme")).toEqual([]);
    expect((await next.read("era5", id, after)).id).toBe("");
  });

  test("that a program doesn't know yet passes its check, and is unknown in the preview", async () => {
    const plugin = await openFor(await emulate());
    const { inputs, failures } = await plugin.check("era5", { ...ROLE, uri: UNKNOWN, nickname: secret(UNKNOWN) });
    expect(failures).toEqual([]);
    const { state } = await plugin.create("era5", inputs, { preview: true });
    expect(state).toMatchObject({ nickname: UNKNOWN, uri: UNKNOWN, platform: UNKNOWN });
  });

  test("with mistakes is refused with all of them, none beside a property whose value would be printed", async () => {
    const plugin = await openFor(await emulate());
    const wrong = { ...ROLE, nickname: asset("era5"), extraConfig: { regionName: secret("two words") }, bucket: "x" };
    const { failures } = await plugin.check("era5", wrong);
    expect(failures.map((failure) => failure.getProperty())).toEqual(["", "", ""]);
    expect(failures.map((failure) => failure.getReason()).toSorted()).toEqual([
      expect.stringContaining("bucket is not a known field"),
      "extraConfig.regionName must be the name of a region, without blanks.",
      "nickname must be a string.",
    ]);
  });

  test("of what repos rely on is refused before anything is touched", async () => {
    const emulator = await emulate();
    const plugin = await openFor(emulator);
    const { id, inputs, state } = await made(plugin, "era5", ROLE);
    emulator.putRepo("acme", { name: "climate", bucketId: id });
    const moved = { ...inputs, prefix: "moved" };
    await plugin.check("era5", moved, inputs);
    const diff = await plugin.diff("era5", id, state, moved);
    expect(diff.getDetaileddiffMap().get("prefix")?.getKind()).toBe(PropertyDiff.Kind.UPDATE_REPLACE);
    const [failure] = (await plugin.check("era5", moved)).failures;
    expect(failure?.getReason()).toMatch(/^Can't replace BucketConfig 'era5' .*1 repo uses it \(climate\)/);
    const next = await openFor(emulator);
    await expect(next.delete("era5", id, state)).rejects.toThrow(/^Can't delete BucketConfig 'era5'/);
    expect(emulator.bucket("acme", id)).toBeDefined();
  });

  test("drift is shown path by path, but for what the program ignores; a secret that a refresh meets is marked", async () => {
    const emulator = await emulate();
    const plugin = await openFor(emulator);
    const { id, inputs, state } = await made(plugin, "lab", KEYS);
    emulator.patchBucket("acme", id, {
      extra_config: { use_ssl: true },
      auth_config: { method: "hmac", access_key_id: "AKIA0000OTHER", secret_access_key: "lab-secret-0001" },
    });
    const read = await (await openFor(emulator)).read("lab", id, state);
    expect(read.state).toMatchObject({ authConfig: { accessKeyId: secret("AKIA0000OTHER") } });
    const paths = async (ignored: string[]) =>
      (await plugin.diff("lab", id, read.state as object, inputs, ignored))
        .getDetaileddiffMap()
        .toArray()
        .map(([path]) => path);
    expect(await paths([])).toEqual(["authConfig.accessKeyId", "extraConfig.useSsl"]);
    expect(await paths(["extraConfig"])).toEqual(["authConfig.accessKeyId"]);
    expect(await paths(["extraConfig", "authConfig.accessKeyId"])).toEqual([]);
  });
});

describe("an import", () => {
  test.each(["by its id", "by organisation and id"])(
    "%s gives inputs without a secret, which its own check takes and the next refuses",
    async (way) => {
      const emulator = await emulate({ orgs: ["acme", "partner"] });
      const org = way === "by its id" ? "acme" : "partner";
      const { id } = emulator.putBucket(org, {
        nickname: "lab",
        platform: "minio",
        name: "lab",
        auth_config: { method: "hmac", access_key_id: "AKIA0000LAB1", secret_access_key: "lab-secret-0001" },
      });
      const plugin = await openFor(emulator);
      const read = await plugin.read("lab", org === "acme" ? id : `${org}/${id}`);
      const inputs = read.inputs as { authConfig: object };
      expect(read).toMatchObject({ id, state: { org, authConfig: { secretAccessKey: secret("lab-secret-0001") } } });
      expect(JSON.stringify(inputs)).not.toContain("lab-secret-0001");
      expect(inputs).toMatchObject({ org, authConfig: { secretAccessKey: secret("PUT-THE-SECRET-HERE") } });
      expect((await plugin.check("lab", inputs, inputs)).failures).toEqual([]);

      const next = await openFor(emulator);
      const { failures } = await next.check("lab", inputs, inputs);
      expect(failures.map((failure) => failure.getReason())).toEqual([
        expect.stringMatching(
          /^authConfig.accessKeyId must be the secret itself: 'PUT-THE-SECRET-HERE' stands in for it in what an import wrote\.$/,
        ),
        expect.stringMatching(/^authConfig.secretAccessKey must be the secret itself/),
      ]);
      const filled = { ...inputs, authConfig: { ...KEYS.authConfig } };
      const checked = await next.check("lab", filled, inputs);
      expect(checked.failures).toEqual([]);
      expect((await next.diff("lab", id, read.state as object, checked.inputs)).getChanges()).toBe(1);
    },
  );

  test("of a masked secret asks for it, and the next update notes it", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme", {
      nickname: "era5",
      platform: "s3",
      name: "acme-arraylake",
      prefix: "era5",
      extra_config: { region_name: "us-east-1" },
      auth_config: {
        method: "aws_customer_managed_role",
        external_customer_id: "123456789012",
        external_role_name: "arraylake",
        shared_secret: "shared-secret-0001",
      },
    });
    const plugin = await openFor(emulator);
    const read = await plugin.read("era5", id);
    expect(read.inputs).toMatchObject({ authConfig: { sharedSecret: secret("PUT-THE-SECRET-HERE") } });
    expect(JSON.stringify(read.state)).not.toMatch(/sharedSecret|\*\*\*/);
    const { inputs } = await plugin.check("era5", ROLE, read.inputs);
    const diff = await plugin.diff("era5", id, read.state as object, inputs);
    expect(diff.getDetaileddiffMap().get("authConfig.sharedSecret")?.getKind()).toBe(PropertyDiff.Kind.ADD);
  });

  test("by the option `import`, of a program that says what an import wrote, is refused without its secrets", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme", {
      nickname: "lab",
      platform: "minio",
      name: "lab",
      auth_config: { method: "hmac", access_key_id: "AKIA0000LAB1", secret_access_key: "lab-secret-0001" },
    });
    const plugin = await openFor(emulator);
    const read = await plugin.read("lab", id);
    const inputs = read.inputs as object;
    expect((await plugin.check("lab", inputs, inputs)).failures).toEqual([]);
    await expect(plugin.diff("lab", id, read.state as object, inputs)).rejects.toThrow(
      /^authConfig.accessKeyId must be the secret itself: .* authConfig.secretAccessKey must be the secret itself/,
    );
  });

  test("by the option `import` of what another resource of the program has is refused", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme", { nickname: "open", platform: "s3", name: "open" });
    const plugin = await openFor(emulator);
    const imported = async (name: string) => {
      const read = await plugin.read(name, id);
      const inputs = read.inputs as object;
      expect((await plugin.check(name, inputs, inputs)).failures).toEqual([]);
      return plugin.diff(name, id, read.state as object, inputs);
    };
    await imported("one");
    await expect(imported("two")).rejects.toThrow(/another resource of this program.* has the same location/);
  });

  test("of nothing that stands finds nothing", async () => {
    const plugin = await openFor(await emulate());
    for (const id of ["11111111-2222-4333-8444-555555555555", "lab"])
      expect((await plugin.read("lab", id)).id).toBe("");
  });
});

describe("what is ended", () => {
  test("by a cancel ends its wait at once, and says what may stand", async () => {
    const emulator = await emulate();
    const plugin = await openFor(emulator);
    const { inputs } = await plugin.check("era5", ROLE);
    emulator.fail({ kind: "hang", when: "after", method: "POST" });
    const creating = expect(plugin.create("era5", inputs)).rejects.toThrow(
      /^Nobody can tell whether BucketConfig 'era5' .* was created: .*`adopt: true` takes over what was made.*The run was cancelled/s,
    );
    await expect.poll(() => emulator.calls().some(({ method }) => method === "POST")).toBe(true);
    await plugin.cancel();
    await creating;
    const calls = emulator.calls().length;
    await expect(plugin.create("other", { ...inputs, nickname: "other" })).rejects.toThrow(/^The run was cancelled/);
    expect(emulator.calls()).toHaveLength(calls);
  });

  test("by a cancel while it is renamed says that it may have been", async () => {
    const emulator = await emulate();
    const plugin = await openFor(emulator);
    const { id, inputs, state } = await made(plugin, "era5", ROLE);
    emulator.fail({ kind: "hang", when: "after", method: "PATCH" });
    const renaming = expect(plugin.update("era5", id, state, { ...inputs, nickname: "new" })).rejects.toThrow(
      /^Nobody can tell whether BucketConfig 'era5' .* was renamed to 'new'\. Run `pulumi refresh`.*The run was cancelled/s,
    );
    await expect.poll(() => emulator.calls().some(({ method }) => method === "PATCH")).toBe(true);
    await plugin.cancel();
    await renaming;
    expect(emulator.bucket("acme", id)?.nickname).toBe("new");
  });

  test("by customTimeouts says so", async () => {
    const emulator = await emulate();
    const plugin = await openFor(emulator);
    const { inputs } = await plugin.check("era5", ROLE);
    emulator.fail({ kind: "hang", method: "POST" });
    await expect(plugin.create("era5", inputs, { timeout: 0.3 })).rejects.toThrow(
      /^Nobody can tell whether .* was created.*longer than the 0.3 s that its option customTimeouts allows/s,
    );
    emulator.fail({ kind: "status", status: 503, method: "POST", times: "always" });
    const begin = performance.now();
    await expect(plugin.create("era5", inputs, { timeout: 0.5 })).rejects.toThrow(/503|customTimeouts/);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});

describe("functions", () => {
  test("find what stands, without its secrets", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme", { nickname: "lab", platform: "minio", name: "lab" });
    emulator.putRepo("acme", { name: "climate", bucketId: id });
    const plugin = await openFor(emulator);
    expect(await plugin.invoke("arraylake:index:getBucketConfig", { nickname: "lab" })).toMatchObject({
      id,
      uri: "minio://lab",
    });
    expect(await plugin.invoke("arraylake:index:getBucketConfigs")).toMatchObject({ bucketConfigs: [{ id }] });
    expect(await plugin.invoke("arraylake:index:getRepos", { bucketConfigId: id })).toMatchObject({
      repos: [{ name: "climate", bucketConfigId: id }],
    });
    await expect(plugin.invoke("arraylake:index:getBucketConfig", { nickname: "none" })).rejects.toThrow(
      "No BucketConfig of 'acme' has the nickname 'none'. There are: lab (minio://lab).",
    );
    await expect(plugin.invoke("arraylake:index:getBucketConfig", { nickname: 5 })).rejects.toThrow(
      "nickname must be a text.",
    );
    await expect(plugin.invoke("arraylake:index:getRepos", { includeDeleted: "yes" })).rejects.toThrow(
      "includeDeleted must be true or false.",
    );
    await expect(plugin.invoke("arraylake:index:getRepo")).rejects.toThrow("is no function of pulumi-arraylake");
  });
});

describe("the process", () => {
  test("outlives whatever a request throws", async () => {
    const plugin = await openPlugin();
    await expect(plugin.check("era5", ROLE)).rejects.toThrow("before it was configured");
    const emulator = await emulate();
    await plugin.configure({ org: "acme", token: emulator.token, serviceUri: emulator.url });
    await expect(plugin.ask("check", { serializeBinary: () => new Uint8Array([255]) } as never)).rejects.toThrow();
    expect((await plugin.check("era5", ROLE)).failures).toEqual([]);
  });

  test("speaks of a resource where it warns, and begins anew with each configuration", async () => {
    const emulator = await emulate({ behaviour: { warning: "maintenance on Sunday" } });
    const plugin = await openFor(emulator);
    await made(plugin, "lab", KEYS);
    await expect.poll(() => plugin.said).toEqual([{ message: "Arraylake: maintenance on Sunday", urn: urnOf("lab") }]);
    await plugin.cancel();
    await plugin.configure({ org: "acme", token: emulator.token, serviceUri: emulator.url });
    const [failure] = (await plugin.check("lab", KEYS)).failures;
    expect(failure?.getReason()).toContain("already stands there");
  });

  test("knows no other resources, and says what it has", async () => {
    const { ask } = await openFor(await emulate());
    const request = new CheckRequest().setUrn(urnOf("x", "arraylake:index:Repo")).setNews(struct({}));
    await expect(ask("check", request)).rejects.toThrow(
      "arraylake:index:Repo is no resource of pulumi-arraylake: it has arraylake:index:BucketConfig and arraylake:index:DefaultBucketConfig.",
    );
  });

  test("says its version and its schema, takes any settings, and marks the token", async () => {
    const { ask } = await openPlugin();
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect((await ask<PluginInfo>("getPluginInfo", new Empty())).getVersion()).toBe(version);
    const schema = JSON.parse((await ask<GetSchemaResponse>("getSchema", new GetSchemaRequest())).getSchema());
    expect(schema).toMatchObject({ name: "arraylake", version, resources: { "arraylake:index:BucketConfig": {} } });
    const given = { token: "ema_x", org: "acme", timeoutSeconds: 5 };
    const checked = await ask<CheckResponse>("checkConfig", new CheckRequest().setNews(struct(given)));
    expect(plain(checked.getInputs())).toEqual({ ...given, token: secret("ema_x") });
    const diff = await ask<DiffResponse>(
      "diffConfig",
      new DiffRequest().setOlds(struct(given)).setNews(struct({ org: "b" })),
    );
    expect([diff.getDiffsList().toSorted(), diff.getReplacesList()]).toEqual([["org", "timeoutSeconds", "token"], []]);
  });
});
