import { describe, expect, test } from "vitest";
import { FACES } from "./harness/faces";
import { SAMPLE_SECRETS, SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack } from "./harness/stack";

describe.each(FACES)("%s", (face) => {
  const TOKEN = "ema_sweep_token_0001";

  /** A secret in each spelling in which it could be found. */
  function spellings(secret: string): string[] {
    return [secret, Buffer.from(secret).toString("base64").replace(/=+$/, ""), encodeURIComponent(secret)];
  }

  function expectNoSecret(text: string, secrets: readonly string[], where: string): void {
    const found = secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)));
    expect(found, `secrets in ${where}`).toEqual([]);
  }

  test("no secret and no token is in the state, or in what any command prints, when all goes well and when it fails", async () => {
    const emulator = await emulatorForTest({ tokens: TOKEN, behaviour: { echoInput: true } });
    const config = { "arraylake:org": { value: "acme" }, "arraylake:token": { value: TOKEN, secret: true } };
    const stack = await TestStack.create({ face, emulator, config, env: {} });
    const secrets = [...SAMPLE_SECRETS, TOKEN, "rotated-secret-0009", "AKIDOUTSIDE9", "outside-secret-9"];
    const sweep = async (args: string[]) => {
      const { text } = await stack.cli(args);
      expectNoSecret(text, secrets, args.join(" "));
      expectNoSecret(stack.stateText(), secrets, `the state after ${args.join(" ")}`);
      return text;
    };
    // Secrets as plain strings: the resource makes them secrets.
    const all = Object.fromEntries(Object.entries(SAMPLES).map(([name, args]) => [name, { args }]));
    stack.declare(all);
    await sweep(["preview", "--diff"]);
    await sweep(["preview", "--json"]);

    // A refusal that echoes the request.
    const { accessKeyId, secretAccessKey } = SAMPLES.hmac.authConfig;
    const echo = [
      {
        loc: ["body", "auth_config"],
        msg: `bad secret ${secretAccessKey}`,
        type: "value_error",
        input: { accessKeyId },
      },
    ];
    stack.declare({ hmac: { args: SAMPLES.hmac } });
    emulator.fail({ method: "POST", kind: "status", status: 422, body: { detail: echo } });
    expect(await sweep(["up", "--yes", "--diff"])).toContain("bad secret [secret]");
    stack.declare(all);
    expect(await sweep(["up", "--yes", "--skip-preview"])).toContain("created");
    await sweep(["stack", "output", "--json"]);

    const { awsRole } = SAMPLES;
    stack.declare({
      ...all,
      awsRole: {
        args: { ...awsRole, nickname: "!", authConfig: { ...awsRole.authConfig, sharedSecret: "shared-secret-0001 " } },
      },
    });
    expect(await sweep(["preview", "--diff"])).toContain("nickname must be 3 to 64 characters");

    stack.declare({
      ...all,
      awsRole: { args: { ...awsRole, authConfig: { ...awsRole.authConfig, sharedSecret: "rotated-secret-0009" } } },
    });
    await sweep(["preview", "--diff"]);
    await sweep(["up", "--yes", "--diff"]);

    for (const row of emulator
      .buckets("acme")
      .filter(({ nickname }) => ["hmac-minio", "anonymous-s3"].includes(nickname))) {
      emulator.patchBucket("acme", row.id, {
        auth_config: { method: "hmac", access_key_id: "AKIDOUTSIDE9", secret_access_key: "outside-secret-9" },
      });
    }
    await sweep(["refresh", "--yes", "--diff"]);
    await sweep(["preview", "--diff", "--json"]);
    emulator.fail({
      kind: "status",
      status: 500,
      body: `<html>${TOKEN} outside-secret-9</html>`,
      method: "DELETE",
    });
    await sweep(["destroy", "--yes", "--diff"]);
    expect(await sweep(["destroy", "--yes"])).toContain("deleted");
  });

  test("an auth config that is an output as a whole is a secret as a whole", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ keys: { args: { ...SAMPLES.hmac, authConfig: { $secret: SAMPLES.hmac.authConfig } } } });
    const made = await stack.up({ diff: true });
    expect(made.ok, made.text).toBe(true);
    for (const text of [made.text, stack.stateText()]) expectNoSecret(text, SAMPLE_SECRETS, "output or state");
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });

  // At -v=3 Pulumi's engine itself prints what a resource registers, in clear where it was written into the program. It filters
  // what it knows as a secret of the stack's config: README says so.
  test("verbose logs hold no secret that comes from the stack's config, and not the token", async () => {
    const emulator = await emulatorForTest({ tokens: TOKEN });
    const config = { "arraylake:org": { value: "acme" }, "arraylake:token": { value: TOKEN, secret: true } };
    const stack = await TestStack.create({ face, emulator, config, env: {} });
    const { hmac, awsRole } = SAMPLES;
    await stack.setConfig("keyId", hmac.authConfig.accessKeyId, true);
    await stack.setConfig("key", hmac.authConfig.secretAccessKey, true);
    await stack.setConfig("shared", awsRole.authConfig.sharedSecret, true);
    const fromConfig = { method: "hmac", accessKeyId: { $config: "keyId" }, secretAccessKey: { $config: "key" } };
    stack.declare({
      hmac: { args: { ...hmac, authConfig: fromConfig } },
      awsRole: { args: { ...awsRole, authConfig: { ...awsRole.authConfig, sharedSecret: { $config: "shared" } } } },
    });
    for (const args of [
      ["preview"],
      ["up", "--yes", "--skip-preview"],
      ["preview", "--diff"],
      ["refresh", "--yes"],
      ["destroy", "--yes"],
    ]) {
      const { ok, text } = await stack.cli([...args, "--logtostderr", "-v=3"]);
      expect(ok, text).toBe(true);
      expectNoSecret(text, [...SAMPLE_SECRETS, TOKEN], `${args.join(" ")} -v=3`);
    }
  });
});
