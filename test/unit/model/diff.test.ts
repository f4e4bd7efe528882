import { describe, expect, test } from "vitest";
import { toWire } from "../../../provider/api/wire";
import { changesBetween, incomparableSecrets, readableDifferences } from "../../../provider/model/diff";
import type { NormalForm } from "../../../provider/model/normal-form";
import { fingerprint } from "../../../provider/model/secrets";
import { UNKNOWN } from "../../../provider/model/unknown";
import { formOfRow, normalForm } from "../helpers/read";
import { hmacInput, METHODS, r2Input, SECRETS, s3Input } from "../helpers/samples";

const s3 = normalForm(s3Input(), "acme");
const r2 = normalForm(r2Input(), "acme");
const hmac = normalForm(hmacInput(), "acme");

function withAuth(config: NormalForm, auth: Record<string, unknown>): NormalForm {
  const fields = { ...config.authConfig, ...auth };
  return {
    ...config,
    authConfig: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  } as NormalForm;
}

describe("changes between what was and what is declared", () => {
  test("the same is no change, whatever the order of its keys", () => {
    const turned = { ...r2, authConfig: Object.fromEntries(Object.entries(r2.authConfig).toReversed()) } as NormalForm;
    expect(changesBetween(r2, turned)).toEqual([]);
  });

  test("the nickname alone changes in place", () => {
    expect(changesBetween(s3, { ...s3, nickname: "other" })).toEqual([
      { field: "nickname", keys: [], rule: "update", certain: true },
    ]);
  });

  test.each([
    ["org", [], { org: "other" }],
    ["platform", [], { platform: "minio" }],
    ["name", [], { name: "acme-other" }],
    ["prefix", [], { prefix: "" }],
    ["extraConfig", ["regionName"], { extraConfig: { regionName: "eu-west-1" } }],
    ["extraConfig", ["regionName"], { extraConfig: {} }],
    ["extraConfig", ["useSsl"], { extraConfig: { regionName: "us-east-1", useSsl: false } }],
    ["extraConfig", ["regionName", "ca"], { extraConfig: { ca: "own" } }],
    ["authConfig", ["method"], { authConfig: { method: "anonymous" } }],
    ["authConfig", ["externalRoleName"], { authConfig: { ...s3.authConfig, externalRoleName: "other" } }],
    ["authConfig", ["sharedSecret"], { authConfig: { ...s3.authConfig, sharedSecret: "other" } }],
  ])("another %s asks for a replacement, with the keys %j", (field, keys, change) => {
    expect(changesBetween(s3, { ...s3, ...change } as NormalForm)).toEqual([
      { field, keys, rule: "replace", certain: true },
    ]);
  });

  test("a key may be called as what every object has", () => {
    for (const key of ["__proto__", "constructor", "toString"]) {
      const settings = (value: unknown) => ({
        ...s3,
        extraConfig: JSON.parse(JSON.stringify({ k: value }).replace('"k"', `"${key}"`)),
      });
      const change = [{ field: "extraConfig", keys: ["regionName", key], rule: "replace", certain: true }];
      expect(changesBetween(s3, settings("x"))).toEqual(change);
      expect(changesBetween(settings("x"), settings("x"))).toEqual([]);
      expect(changesBetween(settings("x"), settings(true))).toMatchObject([{ keys: [key] }]);
    }
  });

  test("a boolean is not the text of it", () => {
    const declared = { ...hmac, extraConfig: { ...hmac.extraConfig, useSsl: "true" } };
    expect(changesBetween(hmac, declared)).toEqual([
      { field: "extraConfig", keys: ["useSsl"], rule: "replace", certain: true },
    ]);
  });

  test("a secret that is taken away asks for a replacement", () => {
    const changes = changesBetween(r2, withAuth(r2, { accountApiToken: undefined }));
    expect(changes).toEqual([{ field: "authConfig", keys: ["accountApiToken"], rule: "replace", certain: true }]);
  });

  test("several changes are told in the order of the field table", () => {
    const changes = changesBetween(s3, { ...s3, prefix: "x", nickname: "other", org: "other" });
    expect(changes.map(({ field }) => field)).toEqual(["org", "nickname", "prefix"]);
  });

  test.each(["org", "nickname", "platform", "name", "prefix", "extraConfig", "authConfig"])(
    "an unknown %s may turn out to be no change",
    (field) => {
      expect(changesBetween(s3, { ...s3, [field]: UNKNOWN })).toEqual([
        { field, keys: [], rule: field === "nickname" ? "update" : "replace", certain: false },
      ]);
    },
  );

  test("an unknown part makes its field uncertain, unless another part is surely different", () => {
    const uncertain = (key: string) => [{ field: "authConfig", keys: [key], rule: "replace", certain: false }];
    expect(changesBetween(s3, withAuth(s3, { sharedSecret: UNKNOWN }))).toEqual(uncertain("sharedSecret"));
    expect(changesBetween(s3, withAuth(s3, { method: UNKNOWN }))).toEqual(uncertain("method"));
    expect(changesBetween(withAuth(s3, { sharedSecret: undefined }), withAuth(s3, { sharedSecret: UNKNOWN }))).toEqual(
      uncertain("sharedSecret"),
    );
    expect(changesBetween(s3, withAuth(s3, { sharedSecret: UNKNOWN, externalRoleName: "other" }))).toEqual([
      { field: "authConfig", keys: ["externalRoleName"], rule: "replace", certain: true },
    ]);
  });

  test.each([undefined, "**********"])(
    "a write-only secret of which the state holds %j is only noted: nobody can tell whether it is the one in use",
    (sharedSecret) => {
      expect(changesBetween(withAuth(s3, { sharedSecret }), s3)).toEqual([
        { field: "authConfig", keys: ["sharedSecret"], rule: "record", certain: true },
      ]);
      const elsewhere = withAuth(s3, { externalRoleName: "other" });
      expect(changesBetween(withAuth(s3, { sharedSecret }), elsewhere)).toEqual([
        { field: "authConfig", keys: ["externalRoleName"], rule: "replace", certain: true },
      ]);
    },
  );

  test("a second secret beside one that the state holds is new, and must be sent: a replacement", () => {
    const before = withAuth(r2, { accountApiToken: undefined });
    expect(changesBetween(before, r2)).toMatchObject([{ keys: ["accountApiToken"], rule: "replace", certain: true }]);
    const imported = withAuth(before, { parentAccessKeyId: undefined, parentSecretAccessKey: undefined });
    const secrets = ["accountApiToken", "parentAccessKeyId", "parentSecretAccessKey"];
    const [change, ...more] = changesBetween(imported, r2);
    expect({ ...change, keys: change?.keys.toSorted(), more }).toEqual({
      field: "authConfig",
      keys: secrets,
      rule: "record",
      certain: true,
      more: [],
    });
  });

  test("the fingerprint of a secret stands for it", () => {
    const state = withAuth(hmac, { secretAccessKey: fingerprint(SECRETS.secretAccessKey) });
    expect(changesBetween(state, hmac)).toEqual([]);
    expect(changesBetween(hmac, state)).toEqual([]);
    expect(changesBetween(state, withAuth(hmac, { secretAccessKey: "other" }))).toEqual([
      { field: "authConfig", keys: ["secretAccessKey"], rule: "replace", certain: true },
    ]);
  });
});

test("a stand-in that an earlier version took for a secret is mended without a replacement", () => {
  for (const [standIn, rule] of [
    ["**********", ["record"]],
    [fingerprint(SECRETS.secretAccessKey), []],
  ] as const) {
    const changes = changesBetween(withAuth(hmac, { secretAccessKey: standIn }), hmac);
    expect(changes.map((change) => change.rule)).toEqual(rule);
  }
});

/** What the service would answer for a config, with what it changes. */
function standing(config: NormalForm, changes: object = {}): Omit<NormalForm, "org"> {
  return formOfRow({ ...toWire(config), ...changes });
}

describe("readable differences between what is declared and what stands", () => {
  test("are none for what was created as declared, its secrets masked or left out", () => {
    for (const masked of ["**********", undefined, null]) {
      const auth_config = { ...toWire(s3).auth_config, method: "aws_customer_managed_role", shared_secret: masked };
      expect(readableDifferences(s3, standing(s3, { auth_config }))).toEqual([]);
    }
  });

  test("name each path with both values, in the order of the field table", () => {
    const actual = {
      ...standing(s3),
      nickname: "other",
      prefix: "",
      extraConfig: { regionName: "eu-west-1", useSsl: true },
    };
    expect(readableDifferences(s3, actual)).toEqual([
      { path: "nickname", declared: "'era5'", actual: "'other'" },
      { path: "prefix", declared: "'era5'", actual: "''" },
      { path: "extraConfig.regionName", declared: "(a text)", actual: "(another text)" },
      { path: "extraConfig.useSsl", declared: "(none)", actual: "true", isAdded: true },
    ]);
  });

  test("never show a text of an extra or auth config, which the user may have marked as a secret", () => {
    const declared = normalForm(hmacInput({ extraConfig: { ca: "own", useSsl: false, forcePathStyle: true } }), "acme");
    const extra_config = { ca: "theirs", use_ssl: "false", other: "x" };
    expect(readableDifferences(declared, standing(declared, { extra_config }))).toEqual([
      { path: "extraConfig.ca", declared: "(a text)", actual: "(another text)" },
      { path: "extraConfig.forcePathStyle", declared: "true", actual: "(none)" },
      { path: "extraConfig.useSsl", declared: "false", actual: "(a text)" },
      { path: "extraConfig.other", declared: "(none)", actual: "(a text)", isAdded: true },
    ]);
    const { auth_config } = METHODS.r2_customer_managed_role.wire;
    const role = { ...auth_config, external_account_id: "4567", duration_seconds: 60 };
    expect(readableDifferences(r2, standing(r2, { auth_config: role }))).toEqual([
      { path: "authConfig.durationSeconds", declared: "900", actual: "60" },
      { path: "authConfig.externalAccountId", declared: "(a text)", actual: "(another text)" },
    ]);
    expect(readableDifferences(r2, standing(r2, { auth_config: { ...role, method: "hmac" } }))).toContainEqual({
      path: "authConfig.method",
      declared: "'r2_customer_managed_role'",
      actual: "'hmac'",
    });
  });

  test("show what stands there on one line, also under the name of what every object has", () => {
    const extra_config = JSON.parse('{"region_name":"us-east-1","constructor":true,"__proto__":"x"}') as object;
    expect(readableDifferences(s3, standing(s3, { nickname: "a\nb", extra_config }))).toEqual([
      { path: "nickname", declared: "'era5'", actual: "'a�b'" },
      { path: "extraConfig.__proto__", declared: "(none)", actual: "(a text)", isAdded: true },
      { path: "extraConfig.constructor", declared: "(none)", actual: "true", isAdded: true },
    ]);
  });

  test("never show a secret", () => {
    const auth_config = { ...toWire(hmac).auth_config, method: "hmac", secret_access_key: "found-outside" };
    const differences = readableDifferences(hmac, standing(hmac, { auth_config }));
    expect(differences).toEqual([
      { path: "authConfig.secretAccessKey", declared: "(a secret)", actual: "(another secret)" },
    ]);
  });

  test("never show a field of a method that is not known yet, which may be a secret", () => {
    const auth_config = { method: "future_method", future_key: "found-outside" };
    const differences = readableDifferences(s3, standing(s3, { auth_config }));
    expect(differences.map(({ path }) => path)).toContain("authConfig.method");
    expect(JSON.stringify(differences)).not.toContain("found-outside");
    expect(JSON.stringify(differences)).not.toContain(SECRETS.sharedSecret);
  });

  test("pass over an auth config that the service doesn't tell at all: it can't be read", () => {
    expect(readableDifferences(s3, standing(s3, { auth_config: null }))).toEqual([]);
    expect(readableDifferences(s3, standing(s3, { auth_config: null, prefix: "x" }))).toHaveLength(1);
  });

  test("pass over what is not known yet", () => {
    expect(readableDifferences({ ...s3, nickname: UNKNOWN }, standing(s3))).toEqual([]);
  });
});

test("the secrets that nobody can compare are named", () => {
  const masked = {
    ...METHODS.r2_customer_managed_role.wire.auth_config,
    account_api_token: "*****",
    parent_secret_access_key: null,
  };
  expect(incomparableSecrets(r2, standing(r2, { auth_config: masked }))).toEqual([
    "authConfig.accountApiToken",
    "authConfig.parentSecretAccessKey",
  ]);
  expect(incomparableSecrets(hmac, standing(hmac))).toEqual([]);
  expect(incomparableSecrets(hmac, standing(hmac, { auth_config: null }))).toEqual(["authConfig"]);
});

test("what nobody can read is no difference, and all beside it is", () => {
  const declared = { ...r2, nickname: "declared", extraConfig: { ...r2.extraConfig, useSsl: true, other: "declared" } };
  const actual = {
    ...r2,
    unreadable: [["nickname"], ["extraConfig", "useSsl"], ["authConfig", "externalAccountId"]],
  } as const;
  const odd = { ...actual, authConfig: { ...actual.authConfig, externalAccountId: "odd", durationSeconds: 1 } };
  expect(readableDifferences(declared, odd).map(({ path }) => path)).toEqual([
    "extraConfig.other",
    "authConfig.durationSeconds",
  ]);
});
