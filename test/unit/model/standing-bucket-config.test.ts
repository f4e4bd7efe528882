import { describe, expect, test } from "vitest";
import { toWire } from "../../../provider/api/wire";
import type { AuthConfigValues, NormalForm } from "../../../provider/model/normal-form";
import { fingerprint } from "../../../provider/model/secrets";
import * as model from "../../../provider/model/standing-bucket-config";
import { formOfRow, normalForm, shown } from "../helpers/read";
import { METHODS, SAMPLES, SECRETS } from "../helpers/samples";

const MASK = "**********";

function normal(input: object): NormalForm {
  return normalForm({ nickname: "era5", ...input }, "acme");
}

test.each(SAMPLES)("%s: what was sent is read back as the same normal form", (_, { input }) => {
  const { org, ...config } = normal(input);
  expect(formOfRow(toWire({ org, ...config }))).toEqual(config);
});

test.each(["__proto__", "constructor", "toString"])("a setting called %s comes back as it was sent", (key) => {
  const extraConfig = JSON.parse(`{"use_ssl":true,"${key}":"x"}`) as object;
  const { org, ...config } = normal({ ...METHODS.hmac.input, extraConfig });
  const answer = formOfRow(JSON.parse(JSON.stringify(toWire({ org, ...config }))));
  expect(JSON.stringify(answer)).toBe(JSON.stringify(config));
});

test("what comes back empty is left out: nulls, a missing prefix, settings or auth config", () => {
  const bucket = { nickname: "era5", platform: "gs", name: "acme" };
  const empty = {
    nickname: "era5",
    platform: "gs",
    name: "acme",
    prefix: "",
    extraConfig: {},
    authConfig: { method: "" },
  };
  expect(formOfRow(bucket)).toEqual(empty);
  expect(formOfRow({ ...bucket, prefix: null, extra_config: null, auth_config: null })).toEqual(empty);
  const nulls = { extra_config: { region_name: null }, auth_config: { method: "anonymous", storage_account: null } };
  expect(formOfRow({ ...bucket, ...nulls })).toEqual({ ...empty, authConfig: { method: "anonymous" } });
});

test("words that this version doesn't know pass as they are", () => {
  const config = formOfRow({
    nickname: "era5",
    platform: "tape",
    name: "acme",
    extra_config: { drive_kind: "LTO", region_name: "here" },
    auth_config: { method: "handshake" },
  });
  expect(config).toMatchObject({
    platform: "tape",
    extraConfig: { drive_kind: "LTO", regionName: "here" },
    authConfig: { method: "handshake" },
  });
});

test("what no program can declare is passed over: a newer service's fields are no difference, and no secret in the state", () => {
  const { org: _, ...config } = normal(METHODS.hmac.input);
  const { extra_config, auth_config, ...wire } = METHODS.hmac.wire;
  const newer = {
    ...wire,
    nickname: "era5",
    extra_config: { ...extra_config, lanes: 3, tags: { a: "b" }, list: ["x"] },
    auth_config: { ...auth_config, session_key: "found-outside", accessKeyId: "found-outside" },
  };
  expect(formOfRow(newer)).toEqual(config);
});

test("what only the service knows is kept beside the normal form", () => {
  const bucket = { nickname: "era5", platform: "gs", name: "acme" };
  expect(shown({ ...bucket, created: "2026-01-01T00:00:00+00:00", created_by: "a@example.com" })).toMatchObject({
    id: "1",
    createdAt: "2026-01-01T00:00:00+00:00",
    createdBy: "a@example.com",
  });
  expect(shown({ ...bucket, created: null, created_by: null })).toMatchObject({
    createdAt: undefined,
    createdBy: undefined,
  });
});

/** As in a state whose new values Pulumi doesn't encrypt. */
function mergedAuthConfig(stored: AuthConfigValues | undefined, live: AuthConfigValues): AuthConfigValues {
  return model.mergedAuthConfig(stored, live, fingerprint);
}

describe("the auth config for the state after a read", () => {
  const aws = normal(METHODS.aws_customer_managed_role.input).authConfig;
  const r2 = normal(METHODS.r2_customer_managed_role.input).authConfig;
  const hmac = normal(METHODS.hmac.input).authConfig;

  test("keeps the state's masked secrets, and takes what can be read", () => {
    expect(mergedAuthConfig(aws, { ...aws, sharedSecret: MASK })).toEqual(aws);
    expect(mergedAuthConfig(aws, { ...aws, sharedSecret: MASK, externalRoleName: "other" })).toEqual({
      ...aws,
      externalRoleName: "other",
    });
    const { sharedSecret: _, ...readable } = aws;
    expect(mergedAuthConfig(aws, readable as AuthConfigValues)).toEqual(aws);
  });

  test("is the state's, where the service tells nothing", () => {
    expect(mergedAuthConfig(hmac, { method: "" })).toEqual(hmac);
    expect(mergedAuthConfig(undefined, { method: "" })).toEqual({ method: "" });
  });

  test("never holds a mask", () => {
    const masked = { ...r2, parentAccessKeyId: MASK, accountApiToken: MASK, parentSecretAccessKey: MASK };
    expect(mergedAuthConfig(undefined, masked)).toEqual({
      method: r2.method,
      durationSeconds: 900,
      externalAccountId: "0123",
    });
    expect(mergedAuthConfig(hmac, masked)).not.toContain(MASK);
  });

  test("takes a changed secret at a path where the state holds one: Pulumi encrypts it there", () => {
    expect(mergedAuthConfig(hmac, { ...hmac, secretAccessKey: "changed" }).secretAccessKey).toBe("changed");
  });

  test.each([
    ["nothing", undefined],
    ["another method", aws],
    ["the method without the secret", { method: "hmac" }],
    ["a fingerprint", { ...hmac, accessKeyId: fingerprint("old"), secretAccessKey: fingerprint("old") }],
  ])("never takes a secret as it came where the state holds %s", (_, stored) => {
    expect(mergedAuthConfig(stored as AuthConfigValues | undefined, hmac)).toEqual({
      method: "hmac",
      accessKeyId: fingerprint(SECRETS.accessKeyId),
      secretAccessKey: fingerprint(SECRETS.secretAccessKey),
    });
  });

  test("keeps such a secret as the face says", () => {
    expect(model.mergedAuthConfig(undefined, hmac, (secret) => `kept ${secret}`)).toEqual({
      method: "hmac",
      accessKeyId: `kept ${SECRETS.accessKeyId}`,
      secretAccessKey: `kept ${SECRETS.secretAccessKey}`,
    });
    expect(model.merged({}, shown({ ...METHODS.hmac.wire }), (secret) => `kept ${secret}`).authConfig).toMatchObject({
      accessKeyId: `kept ${SECRETS.accessKeyId}`,
    });
  });

  test("keeps a field of the same method that the service doesn't tell, and no other method's", () => {
    const { durationSeconds: _, ...live }: Record<string, unknown> = { ...r2 };
    expect(mergedAuthConfig(r2, live as AuthConfigValues)).toEqual(r2);
    expect(mergedAuthConfig(r2, hmac)).not.toHaveProperty("durationSeconds");
  });
});

describe("what nobody can read of a config", () => {
  const r2 = normal({ ...METHODS.r2_customer_managed_role.input });
  const aws = normal({
    ...METHODS.aws_customer_managed_role.input,
    extraConfig: { regionName: "us-east-1", lanes: "3" },
  });

  /** A config as the service tells it, with changes; those to its auth config go inside. */
  function told(config: NormalForm, changes: Record<string, unknown>) {
    const wire = toWire(config);
    const { auth_config: auth } = changes;
    const inside = typeof auth === "object" && { auth_config: { ...wire.auth_config, ...auth } };
    return shown({ ...wire, ...changes, ...inside });
  }

  function merged(stored: Partial<NormalForm>, live: model.StandingBucketConfig) {
    return model.merged(stored, live, fingerprint);
  }

  const { prefix: _, ...placeless } = aws;
  test.each<[string, NormalForm, Record<string, unknown>, string[][]]>([
    ["nothing, where all is as documented", aws, {}, []],
    ["a field in another form", aws, { prefix: 5, health: "healthy" }, [["prefix"]]],
    ["settings in another form", aws, { extra_config: ["region_name"] }, [["extraConfig"]]],
    ["an auth config in another form", aws, { auth_config: "hmac" }, [["authConfig"]]],
    ["settings that aren't told", aws, { extra_config: null }, [["extraConfig"]]],
    ["a prefix that isn't told", aws, { prefix: null }, [["prefix"]]],
    ["a prefix that isn't told, where there was none", { ...placeless, prefix: "" }, { prefix: null }, []],
    [
      "a known setting in another form",
      aws,
      { extra_config: { region_name: "eu", use_ssl: [] } },
      [["extraConfig", "useSsl"]],
    ],
    ["a required setting that is missing", aws, { extra_config: { lanes: "3" } }, [["extraConfig", "regionName"]]],
    [
      "a free setting that the state has",
      aws,
      { extra_config: { region_name: "eu", lanes: 3, tags: {} } },
      [["extraConfig", "lanes"]],
    ],
    [
      "a required auth field that is missing",
      aws,
      { auth_config: { external_role_name: null } },
      [["authConfig", "externalRoleName"]],
    ],
    ["one of another kind", aws, { auth_config: { external_customer_id: 5 } }, [["authConfig", "externalCustomerId"]]],
    [
      "a duration of another kind",
      r2,
      { auth_config: { duration_seconds: "900" } },
      [["authConfig", "durationSeconds"]],
    ],
    ["and no secret", aws, { auth_config: { shared_secret: null } }, []],
  ])("%s", (_, stored, changes, paths) => {
    expect(model.unreadableFor(stored, told(stored, changes))).toEqual(paths);
  });

  test("is in the state as it was, and all else as the service says", () => {
    expect(merged(aws, told(aws, { nickname: "new", prefix: null }))).toMatchObject({
      nickname: "new",
      prefix: aws.prefix,
    });
    expect(merged(aws, told(aws, { extra_config: { region_name: "eu", lanes: 3 } })).extraConfig).toEqual({
      regionName: "eu",
      lanes: "3",
    });
    expect(merged(aws, told(aws, { extra_config: { region_name: "eu" } })).extraConfig).toEqual({ regionName: "eu" });
    expect(merged(aws, told(aws, { extra_config: {} })).extraConfig).toEqual({ regionName: "us-east-1" });
    expect(merged(aws, told(aws, { extra_config: null })).extraConfig).toEqual(aws.extraConfig);
    const longer = { ...r2, authConfig: { ...r2.authConfig, durationSeconds: 900 } };
    expect(merged(longer, told(r2, { auth_config: { duration_seconds: null } })).authConfig).toEqual(longer.authConfig);
    expect(merged(longer, told(r2, { auth_config: { duration_seconds: 60 } })).authConfig.durationSeconds).toBe(60);
    expect(merged({}, told(aws, { extra_config: null, prefix: null }))).toMatchObject({ extraConfig: {}, prefix: "" });
  });

  test("is not taken from another method's field of the same name", () => {
    const open = normal(METHODS["anonymous on azure"].input);
    const delegated = normal(METHODS.azure_credential_delegation.input);
    const live = told(delegated, { auth_config: { storage_account: null } });
    expect(merged(open, live).authConfig).toEqual({
      method: "azure_credential_delegation",
      tenantId: delegated.authConfig.tenantId,
    });
  });
});
