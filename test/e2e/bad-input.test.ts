import { expect, test } from "vitest";
import { SAMPLE_SECRETS, SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack } from "./harness/stack";

test("all mistakes are said at once, each with path, rule and way out, before any call, and no secret is printed", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator });
  stack.declare({
    wrong: {
      args: {
        nicknam: "era5",
        nickname: "-",
        uri: "s3:/nowhere",
        name: "acme",
        extraConfig: { regionName: "us-east-1", region_name: "us-east-1", useSsl: 7 },
        authConfig: {
          method: "aws_customer_managed_role",
          externalCustomerId: "1",
          sharedSecret: "not allowed: blanks",
          externalRole: "x",
        },
      },
    },
  });
  const { ok, text } = await stack.preview();
  expect(ok).toBe(false);
  for (const message of [
    "nicknam is not a known field: did you mean 'nickname'?",
    "nickname must be 3 to 64 characters",
    "uri must have the form scheme://bucket[/prefix]",
    "uri says the location a second time: remove it, or name",
    "extraConfig.region_name is the same setting as extraConfig.regionName: remove one of them",
    "extraConfig.useSsl must be true or false",
    "authConfig.externalRoleName is required",
    "authConfig.externalRole is not a known field: did you mean 'externalRoleName'?",
    "authConfig.sharedSecret must be 2 to 1224 characters",
  ]) {
    expect(text).toContain(message);
  }
  expect(text).not.toContain("not allowed: blanks");
  expect(emulator.calls()).toEqual([]);
});

test.each([
  [
    "no location",
    { nickname: "nowhere", authConfig: SAMPLES.hmac.authConfig },
    "uri is required: give uri, such as 's3://bucket/prefix', or platform and name.",
  ],
  [
    "a method of another platform",
    { ...SAMPLES.gcpRole, authConfig: SAMPLES.awsRole.authConfig },
    "authConfig.method 'aws_customer_managed_role' works on platform s3 only",
  ],
  [
    "R2 without its endpoint",
    { ...SAMPLES.r2Role, extraConfig: { endpointUrl: "https://s3.example.com" } },
    "extraConfig.endpointUrl must be an R2 endpoint",
  ],
  [
    "a retired method",
    { ...SAMPLES.gcpRole, authConfig: { method: "bucket_policy" } },
    "authConfig.method 'bucket_policy' is retired",
  ],
])("%s is said, without the secrets beside it", async (_, args, message) => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator });
  stack.declare({ wrong: { args } });
  const { ok, text } = await stack.preview();
  expect(ok).toBe(false);
  expect(text).toContain(message);
  for (const secret of SAMPLE_SECRETS) expect(text).not.toContain(secret);
  expect(emulator.calls()).toEqual([]);
});

test("a missing org names the settings that give one", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator, config: {} });
  stack.declare({ era5: { args: SAMPLES.awsRole } });
  expect((await stack.preview()).text).toContain(
    "org is required: set it on the resource or its Provider, or once with `pulumi config set arraylake:org NAME` or ARRAYLAKE_ORG",
  );
});

test.each([
  ["no token", "", "No Arraylake token is set."],
  [
    "what is no token",
    "hunter2-is-no-token",
    "What ARRAYLAKE_TOKEN holds is no Arraylake token: tokens begin with 'ema_'",
  ],
  ["a wrong token", "ema_wrong_token_value", "Arraylake answered 401"],
])(
  "%s is an error that says which setting to set, where a token comes from, and never the token",
  async (_, token, message) => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ emulator, env: { ARRAYLAKE_TOKEN: token } });
    stack.declare({ era5: { args: SAMPLES.awsRole } });
    const { ok, text } = await stack.preview();
    expect(ok).toBe(false);
    expect(text).toContain(message);
    expect(text).toContain("pulumi config set --secret arraylake:token");
    expect(text).toContain("Arraylake web app");
    expect(text).not.toContain("    at ");
    if (token) expect(text).not.toContain(token);
  },
);

test("an unknown org is an error that names the settings", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator, config: { "arraylake:org": { value: "nobody" } } });
  stack.declare({ era5: { args: SAMPLES.awsRole } });
  const { ok, text } = await stack.preview();
  expect(ok).toBe(false);
  expect(text).toContain("arraylake:org or ARRAYLAKE_ORG");
});
