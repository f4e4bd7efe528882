import { describe, expect, onTestFinished, test, vi } from "vitest";
import { parse } from "yaml";
import { servePlugin } from "../../provider/plugin/server";
import { projectOf } from "./harness/faces";
import { SAMPLE_SECRETS, SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack } from "./harness/stack";

const { awsRole, gcpRole, hmac } = SAMPLES;

/** Rows of the service as another stack made them, by the sample's name. */
async function standing() {
  const emulator = await emulatorForTest();
  const maker = await TestStack.create({ emulator, face: "native" });
  maker.declare(Object.fromEntries(Object.entries(SAMPLES).map(([name, args]) => [name, { args }])));
  const made = await maker.up();
  expect(made.ok, made.text).toBe(true);
  const resources = await maker.resources();
  const ids = Object.fromEntries(Object.keys(SAMPLES).map((name) => [name, resources.get(name)?.id ?? ""]));
  emulator.clearCalls();
  return { emulator, ids, stack: await TestStack.create({ emulator, face: "native" }) };
}

/** The resources of the program that an import printed. */
function printedIn(text: string): Record<string, { properties: Record<string, unknown> }> {
  return parse(text.slice(text.indexOf("\nresources:"))).resources;
}

describe("pulumi import", () => {
  test("gives code that is at rest, for every platform and method, once the secrets are in it", async () => {
    const { emulator, ids, stack } = await standing();
    const resources: Record<string, object> = {};
    for (const [name, id] of Object.entries(ids)) {
      const { ok, text } = await stack.cli([
        "import",
        "arraylake:index:BucketConfig",
        name,
        id,
        "--yes",
        "--skip-preview",
      ]);
      expect(ok, text).toBe(true);
      expect(text).not.toMatch(/\*\*\*|failed to validate/);
      for (const secret of SAMPLE_SECRETS) expect(text).not.toContain(secret);
      Object.assign(resources, printedIn(text));
    }
    const project = parse(projectOf("native", {})["Pulumi.yaml"] as string);
    const write = (text: string) => stack.write("Pulumi.yaml", text);
    write(JSON.stringify({ ...project, resources }));
    const asked = await stack.preview();
    expect(asked.ok).toBe(false);
    // Whichever comes first ends the preview.
    expect(asked.text).toMatch(
      /authConfig\.\w+ must be the secret itself: 'PUT-THE-SECRET-HERE' stands in for it in what an import wrote\./,
    );

    const filled = Object.entries(resources).map(([name, resource]) => {
      const { properties, ...rest } = resource as { properties: { authConfig: object } };
      const given: Record<string, unknown> = { ...SAMPLES[name as keyof typeof SAMPLES].authConfig };
      const auth = Object.keys(properties.authConfig).map((field) => [field, given[field]]);
      return [name, { ...rest, properties: { ...properties, authConfig: Object.fromEntries(auth) } }];
    });
    write(JSON.stringify({ ...project, resources: Object.fromEntries(filled) }));
    // What Arraylake masks is noted in the state, without a call; all else is at rest at once.
    const noted = await stack.up();
    expect(noted.changes, noted.text).toEqual({ same: 6, update: 2 });
    const rest = await stack.preview({ expectNoChanges: true });
    expect(rest.ok, rest.text).toBe(true);
    expect(emulator.calls().filter(({ method }) => method !== "GET")).toEqual([]);
    for (const secret of SAMPLE_SECRETS) expect(stack.stateText()).not.toContain(secret);
  });

  test("takes an id of another organisation, and says that a wrong one is none", async () => {
    const emulator = await emulatorForTest({ orgs: ["acme", "partner"] });
    const { id } = emulator.putBucket("partner", { nickname: "open", platform: "gs", name: "open-data" });
    const stack = await TestStack.create({ emulator, face: "native" });
    const importing = (wanted: string) =>
      stack.cli(["import", "arraylake:index:BucketConfig", "open", wanted, "--yes", "--skip-preview"]);
    for (const wrong of [id, "11111111-2222-4333-8444-555555555555", "open"]) {
      const { ok, text } = await importing(wrong);
      expect(ok).toBe(false);
      expect(text).toContain(`resource '${wrong}' does not exist`);
    }
    const { ok, text } = await importing(`partner/${id}`);
    expect(ok, text).toBe(true);
    expect(printedIn(text).open?.properties).toMatchObject({ org: "partner", nickname: "open" });
  });

  test("the option `import` takes over what is declared as it stands", async () => {
    const { emulator, ids, stack } = await standing();
    stack.declare({
      hmac: { args: hmac, opts: { import: ids.hmac } },
      role: { args: awsRole, opts: { import: ids.awsRole } },
    });
    const taken = await stack.up();
    expect(taken.ok, taken.text).toBe(true);
    stack.declare({ hmac: { args: hmac }, role: { args: awsRole } });
    const rest = await stack.up();
    expect(rest.ok, rest.text).toBe(true);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
    expect(emulator.calls().filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

test("a diff names each path that changes, what replaces, and no secret", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator, face: "native" });
  stack.declare({ lab: { args: hmac } });
  await stack.up();
  const authConfig = { ...hmac.authConfig, secretAccessKey: "hmac-secret-value-0002" };
  stack.declare({ lab: { args: { ...hmac, extraConfig: { ...hmac.extraConfig, useSsl: false }, authConfig } } });
  const { text } = await stack.preview({ diff: true });
  expect(text).toContain("(replace)");
  expect(text).toMatch(/~ extraConfig: \{\s+~ useSsl: true => false\s+\}/);
  expect(text).toMatch(/~ authConfig +: \{\s+~ secretAccessKey: \[secret\] => \[secret\]\s+\}/);
  expect(text).not.toContain("hmac-secret-value");

  const [row] = emulator.buckets("acme");
  emulator.patchBucket("acme", row?.id ?? "", { extra_config: { ...row?.extra_config, use_ssl: false } });
  stack.declare({ lab: { args: hmac } });
  const drift = await stack.cli(["preview", "--refresh", "--diff", "--expect-no-changes"]);
  expect(drift.code).toBe(7);
  expect(drift.text).toMatch(/~ useSsl +: true => false/);
  stack.declare({ lab: { args: hmac, opts: { ignoreChanges: ["extraConfig.useSsl"] } } });
  await stack.up();
  const ignored = await stack.refresh({ previewOnly: true, expectNoChanges: true });
  expect(ignored.ok, ignored.text).toBe(true);
});

test("a plugin that runs already, under a debugger, serves one run after the other", async () => {
  const emulator = await emulatorForTest();
  const plugin = await servePlugin();
  onTestFinished(() => plugin.close());
  const env = { ARRAYLAKE_TOKEN: emulator.token, PULUMI_DEBUG_PROVIDERS: `arraylake:${plugin.port}` };
  const config = { "arraylake:org": { value: "acme" }, "arraylake:serviceUri": { value: emulator.url } };
  vi.stubEnv("ARRAYLAKE_TOKEN", emulator.token);
  onTestFinished(() => void vi.unstubAllEnvs());
  const stack = await TestStack.create({ emulator, face: "native", env, config });
  stack.declare({ cmip6: { args: gcpRole } });
  const made = await stack.up();
  expect(made.changes, made.text).toEqual({ create: 2 });
  stack.declare({ cmip6: { args: { ...gcpRole, nickname: "renamed" } } });
  expect((await stack.up()).changes).toEqual({ same: 1, update: 1 });
  expect((await stack.destroy()).ok).toBe(true);
  expect(emulator.buckets("acme")).toEqual([]);
});

test("customTimeouts ends what takes longer, and says what may stand", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator, face: "native" });
  stack.declare({ cmip6: { args: gcpRole, opts: { customTimeouts: { create: "1s" } } } });
  emulator.fail({ kind: "hang", method: "POST" });
  const { ok, text } = await stack.up();
  expect(ok).toBe(false);
  expect(text).toContain("It took longer than the 1 s that its option customTimeouts allows");
  expect(text).toContain("`adopt: true` takes over what was made");
});

test("Ctrl-C ends a wait at once, and says what may stand", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator, face: "native" });
  stack.declare({ cmip6: { args: gcpRole } });
  emulator.fail({ kind: "hang", when: "after", method: "POST" });
  const child = stack.spawn(["up", "--yes", "--skip-preview"]);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => output.push(String(chunk)));
  const closed = new Promise((resolve) => child.once("close", resolve));
  await expect.poll(() => emulator.calls().some(({ method }) => method === "POST"), { timeout: 60_000 }).toBe(true);
  child.kill("SIGINT");
  await closed;
  expect(output.join("")).toContain("Nobody can tell whether BucketConfig 'gcp-role'");
  expect(output.join("")).toContain("The run was cancelled");

  await stack.cli(["cancel", "--yes"]);
  stack.declare({ cmip6: { args: { ...gcpRole, adopt: true } } });
  await stack.cli(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
  const adopted = await stack.up();
  expect(adopted.ok, adopted.text).toBe(true);
  expect(emulator.buckets("acme")).toHaveLength(1);
});
