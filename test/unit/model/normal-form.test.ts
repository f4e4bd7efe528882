import { describe, expect, test } from "vitest";
import { type NormalForm, stateForm } from "../../../provider/model/normal-form";
import { UNKNOWN } from "../../../provider/model/unknown";
import { normalForm } from "../helpers/read";
import { hmacInput, METHODS, r2Input, s3Input } from "../helpers/samples";

test("the resource's own org wins, and another stands in where it has none", () => {
  expect(normalForm(s3Input({ org: "mine" }), "acme").org).toBe("mine");
  expect(normalForm(s3Input(), "acme").org).toBe("acme");
  expect(normalForm(s3Input({ org: null }), "acme").org).toBe("acme");
});

test("outer whitespace of nickname and prefix is cut, as the service does", () => {
  expect(normalForm(s3Input({ nickname: " \u3000era5\n", prefix: "\tera5 " }), "acme")).toMatchObject({
    nickname: "era5",
    prefix: "era5",
  });
});

test("a uri and its parts are one location", () => {
  const parts = { platform: "s3-compatible", name: "acme-r2", prefix: "tiles" };
  const { uri: _, ...rest } = r2Input();
  expect(normalForm(r2Input(), "acme")).toEqual(normalForm({ ...rest, ...parts }, "acme"));
  expect(normalForm(s3Input({ prefix: undefined }), "acme").prefix).toBe("");
});

test("the endpoint makes s3:// s3-compatible in both spellings", () => {
  for (const key of ["endpointUrl", "endpoint_url"]) {
    const extraConfig = { [key]: "https://0123.r2.cloudflarestorage.com" };
    expect(normalForm(r2Input({}, { extraConfig }), "acme").platform).toBe("s3-compatible");
  }
});

test("settings have their names in camelCase, other keys stay as they are written, in one order", () => {
  const extraConfig = { zone: "b", use_ssl: false, endpoint_url: "https://x", "A-key": true, force_path_style: null };
  const normal = normalForm(hmacInput({ extraConfig }), "acme").extraConfig;
  expect(Object.entries(normal)).toEqual([
    ["A-key", true],
    ["endpointUrl", "https://x"],
    ["useSsl", false],
    ["zone", "b"],
  ]);
});

test("no settings are empty settings", () => {
  for (const extraConfig of [undefined, null, {}])
    expect(normalForm({ nickname: "era5", ...METHODS.anonymous.input, extraConfig }, "acme").extraConfig).toEqual({});
});

test("the AWS method has its present name", () => {
  const auth = METHODS.aws_customer_managed_role.input.authConfig;
  expect(normalForm(s3Input({ authConfig: { ...auth, method: "customer_managed_role" } }), "acme")).toEqual(
    normalForm(s3Input(), "acme"),
  );
});

test("the documented default of R2 is written out, and one that is given stays", () => {
  expect(normalForm(r2Input({ durationSeconds: undefined }), "acme").authConfig.durationSeconds).toBe(3600);
  expect(normalForm(r2Input({ durationSeconds: null }), "acme").authConfig.durationSeconds).toBe(3600);
  expect(normalForm(r2Input({ durationSeconds: 900 }), "acme").authConfig.durationSeconds).toBe(900);
});

test("two ways of writing one thing, keys in any order, give one text", () => {
  const auth = Object.entries(METHODS.r2_customer_managed_role.input.authConfig);
  const turned = r2Input({}, { authConfig: Object.fromEntries(auth.toReversed()), org: "acme" });
  expect(JSON.stringify(normalForm(turned, "acme"))).toBe(JSON.stringify(normalForm(r2Input(), "acme")));
  expect(Object.keys(normalForm(turned, "acme").authConfig)[0]).toBe("method");
});

test("adopt is kept only where it is true", () => {
  expect(normalForm(s3Input({ adopt: true }), "acme")).toHaveProperty("adopt", true);
  for (const adopt of [false, null, undefined, UNKNOWN])
    expect(normalForm(s3Input({ adopt }), "acme")).not.toHaveProperty("adopt");
});

describe("what a preview can't know yet stays unknown", () => {
  test.each(["org", "nickname", "platform", "name", "prefix", "extraConfig", "authConfig"])("as %s", (field) => {
    expect(normalForm(s3Input({ [field]: UNKNOWN }), "acme")).toEqual({
      ...normalForm(s3Input(), "acme"),
      [field]: UNKNOWN,
    });
  });

  test("inside the settings and the auth config, the rest of which is known", () => {
    const input = r2Input(
      { accountApiToken: UNKNOWN, durationSeconds: UNKNOWN },
      { extraConfig: { endpointUrl: UNKNOWN } },
    );
    expect(normalForm(input, "acme")).toMatchObject({
      platform: UNKNOWN,
      name: "acme-r2",
      extraConfig: { endpointUrl: UNKNOWN },
      authConfig: { externalAccountId: "0123", accountApiToken: UNKNOWN, durationSeconds: UNKNOWN },
    });
  });

  test("as a uri: all three parts of the location", () => {
    expect(normalForm(hmacInput({ uri: UNKNOWN }), "acme")).toMatchObject({
      platform: UNKNOWN,
      name: UNKNOWN,
      prefix: UNKNOWN,
    });
  });

  test("as settings beside s3://: the platform, which an endpoint would change", () => {
    expect(normalForm(r2Input({}, { extraConfig: UNKNOWN }), "acme")).toMatchObject({
      platform: UNKNOWN,
      name: "acme-r2",
      extraConfig: UNKNOWN,
    });
  });
});

describe("what a state holds comes into today's form", () => {
  test("with each setting and method by its present name, and the defaults", () => {
    const { authConfig, ...config } = normalForm(r2Input({ durationSeconds: undefined }), "acme");
    const { durationSeconds: _, ...auth } = authConfig;
    const extraConfig = { region_name: "auto", endpoint_url: config.extraConfig.endpointUrl, other_key: "x" };
    const state = { ...config, extraConfig, authConfig: auth, uri: "kept", createdAt: undefined } as NormalForm;
    expect(stateForm(state)).toEqual({
      ...config,
      authConfig,
      extraConfig: { ...config.extraConfig, other_key: "x" },
      uri: "kept",
    });
    const role = normalForm(s3Input(), "acme");
    const before = { ...role, authConfig: { ...role.authConfig, method: "customer_managed_role" } };
    expect(stateForm(before)).toEqual(role);
  });

  test.each(Object.entries(METHODS))("and is left as it is where it is in it: %s", (_, { input }) => {
    const form = normalForm({ nickname: "era5", ...input }, "acme");
    expect(JSON.stringify(stateForm(form))).toBe(JSON.stringify(form));
  });

  test.each<[string, object]>([
    ["nothing", {}],
    ["what leads to it alone", { org: "acme" }],
    ["nulls, as nobody but a hand writes them", { extraConfig: null, authConfig: null }],
    ["what isn't known yet", { extraConfig: UNKNOWN, authConfig: UNKNOWN }],
    ["what an import left of an auth config that isn't told", { authConfig: { method: "" } }],
  ])("where it holds %s, it stays so", (_, state) => {
    expect(stateForm(state)).toEqual(state);
  });
});
