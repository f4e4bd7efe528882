import { describe, expect, test } from "vitest";
import { toWire } from "../../../provider/api/wire";
import {
  AUTH_METHODS,
  type AuthMethod,
  authFieldNamed,
  isSecretAuthField,
  METHOD_NAMES,
} from "../../../provider/model/auth-methods";
import { changesBetween } from "../../../provider/model/diff";
import { SETTING_NAMES, type SettingName, settingRow } from "../../../provider/model/extra-config";
import { FIELD_NAMES, FIELDS } from "../../../provider/model/fields";
import { readInput } from "../../../provider/model/input";
import type { NormalForm } from "../../../provider/model/normal-form";
import { PLATFORM_NAMES, PLATFORMS, type Platform } from "../../../provider/model/platforms";
import { merged, unreadableFor } from "../../../provider/model/standing-bucket-config";
import { UNKNOWN } from "../../../provider/model/unknown";
import {
  allAuth,
  allSettings,
  authValue,
  keysOnWire,
  leastAuth,
  leastSettings,
  METHODS_BY_TABLE,
  onWire,
  platformsOf,
  TABLE_SAMPLES,
} from "../helpers/by-table";
import { findProblems, formOfRow, normalForm, shown } from "../helpers/read";

// Each row of a table is what a program can write, what is sent, and what is read back. The inputs are made from the tables.

type Values = Readonly<Record<string, unknown>>;

const NAMED = { nickname: "by-table" };
const keptSecret = (secret: string) => secret;

/** As an answer brings it. */
function answered<Body>(body: Body): Body {
  return JSON.parse(JSON.stringify(body)) as Body;
}

function paths(input: Values): string[] {
  return findProblems(input).map(({ path }) => path);
}

describe.each(TABLE_SAMPLES)("%s", (_, { name, input, wire }) => {
  const given = { ...NAMED, ...input };

  test("is taken, as it is written", () => {
    const { problems, form } = readInput(given, "acme");
    expect(problems).toEqual([]);
    expect(form).toEqual({ org: "acme", ...given });
    expect(Object.keys(form ?? {}).toSorted()).toEqual(FIELD_NAMES.toSorted());
  });

  test("is sent by the service's names", () => {
    expect(toWire(normalForm(given, "acme"))).toEqual({ ...NAMED, ...wire });
  });

  test("is read back from an answer as it was, with nothing that can't be read", () => {
    const row = answered({ ...NAMED, ...wire });
    expect(formOfRow(row)).toEqual(given);
    expect(shown(row).unreadable).toEqual([]);
    const state = normalForm(given, "acme");
    expect(merged(state, shown(row), keptSecret)).toEqual(given);
    expect(changesBetween(state, { org: "acme", ...formOfRow(row) })).toEqual([]);
  });

  test("is no other config where a field is another, and the change means what its row says", () => {
    const form = normalForm(given, "acme");
    for (const field of FIELD_NAMES)
      expect(changesBetween(form, { ...form, [field]: UNKNOWN } as NormalForm)).toMatchObject([
        { field, rule: FIELDS[field] },
      ]);
    for (const field of Object.keys(input.authConfig).filter((each) => each !== "method")) {
      const other = { ...form, authConfig: { ...form.authConfig, [field]: "another" } };
      expect(changesBetween(form, other)).toMatchObject([{ field: "authConfig", keys: [field], rule: "replace" }]);
    }
    for (const key of Object.keys(input.extraConfig)) {
      const other = { ...form, extraConfig: { ...form.extraConfig, [key]: "another" } };
      expect(changesBetween(form, other)).toMatchObject([{ field: "extraConfig", keys: [key], rule: "replace" }]);
    }
  });

  test("has texts and numbers where its row says so, and nothing else passes", () => {
    for (const [field, { type }] of Object.entries<{ type: string }>(AUTH_METHODS[name].fields))
      for (const wrong of type === "seconds" ? ["900", 0, 1.5, true] : [5, true, "", " blank"])
        expect(paths({ ...given, authConfig: { ...input.authConfig, [field]: wrong } }), `${field} ${wrong}`).toEqual([
          `authConfig.${field}`,
        ]);
  });
});

const LEAST = METHODS_BY_TABLE.flatMap(([name, method]) =>
  platformsOf(method).map((platform) => [name, platform, method] as const),
);

describe.each(LEAST)("the least of %s on %s", (name, platform, method: AuthMethod) => {
  const authConfig = leastAuth(name, method, platform);
  const extraConfig = leastSettings(method, platform);
  const given = { ...NAMED, platform, name: "by-table", extraConfig, authConfig };

  test("is enough, and the defaults of its fields are written out, sent, and expected of an answer", () => {
    const defaults = Object.fromEntries(
      Object.entries(method.fields).flatMap(([field, row]) =>
        row.default === undefined ? [] : [[field, row.default] as const],
      ),
    );
    expect(findProblems(given)).toEqual([]);
    const form = normalForm(given, "acme");
    expect(form).toEqual({ org: "acme", prefix: "", ...given, authConfig: { ...defaults, ...authConfig } });
    expect(toWire(form).auth_config).toEqual(keysOnWire({ ...defaults, ...authConfig }));
    expect(formOfRow(answered(toWire(form)))).toEqual({ ...given, prefix: "", authConfig: form.authConfig });
  });

  test.each(Object.keys(authConfig))("needs %s", (field) => {
    const { [field]: _, ...rest } = authConfig as Values;
    expect(paths({ ...given, authConfig: rest })).toEqual([
      method.oneOf?.includes(field) ? "authConfig" : `authConfig.${field}`,
    ]);
  });

  test("has each of what is enough by itself", () => {
    const [first, ...others] = method.oneOf ?? [];
    for (const other of others) {
      const { [first as string]: _, ...rest } = authConfig as Values;
      expect(paths({ ...given, authConfig: { ...rest, [other]: `sample-${other}` } })).toEqual([]);
    }
  });

  test("needs its settings", () => {
    for (const key of Object.keys(extraConfig)) {
      const { [key]: _, ...rest } = extraConfig;
      expect(new Set(paths({ ...given, extraConfig: rest }))).toEqual(new Set([`extraConfig.${key}`]));
    }
    const others = { ...extraConfig, endpointUrl: "https://objects.example.com" };
    expect(paths({ ...given, extraConfig: others })).toEqual(method.endpoint ? ["extraConfig.endpointUrl"] : []);
  });

  test("is not read as something else where the service says a field of it in another form, or not at all", () => {
    const state = normalForm(given, "acme");
    const wire = toWire(state);
    for (const [field, row] of Object.entries(method.fields)) {
      const isTold = !row.secret && (row.required === true || row.default !== undefined);
      for (const odd of [undefined, null, [], row.type === "text" ? 5 : "5"]) {
        const live = shown(answered({ ...wire, auth_config: { ...wire.auth_config, [onWire(field)]: odd } }));
        expect(unreadableFor(state, live), `${field} ${odd}`).toEqual(isTold ? [["authConfig", field]] : []);
        expect(merged(state, live, keptSecret).authConfig).toEqual(state.authConfig);
      }
    }
    for (const key of Object.keys(extraConfig))
      for (const odd of [undefined, null, 5, []]) {
        const live = shown(answered({ ...wire, extra_config: { ...wire.extra_config, [onWire(key)]: odd } }));
        expect(unreadableFor(state, live), `${key} ${odd}`).toEqual(
          PLATFORMS[platform].requires === key || odd !== undefined ? [["extraConfig", key]] : [],
        );
      }
  });
});

describe("an auth method", () => {
  test("is the same by each name that it has or had", () => {
    expect(METHOD_NAMES).toEqual(METHODS_BY_TABLE.flatMap(([name, { formerly }]) => [name, ...formerly]));
    for (const [, { name, method, input, wire }] of TABLE_SAMPLES)
      for (const former of method.formerly) {
        const before = { ...NAMED, ...input, authConfig: { ...input.authConfig, method: former } };
        expect(normalForm(before, "acme")).toEqual(normalForm({ ...NAMED, ...input }, "acme"));
        const row = { ...NAMED, ...wire, auth_config: { ...(wire.auth_config as Values), method: former } };
        expect(formOfRow(row).authConfig).toEqual({ ...input.authConfig, method: name });
      }
  });

  test("is for no other platform than its row says", () => {
    for (const [name, method] of METHODS_BY_TABLE)
      for (const platform of PLATFORM_NAMES.filter((each) => !platformsOf(method).includes(each))) {
        const input = { ...NAMED, platform, name: "by-table", extraConfig: allSettings(method) };
        expect(paths({ ...input, authConfig: allAuth(name, method) })).toEqual(["authConfig.method"]);
      }
  });

  test("takes no field of another", () => {
    for (const [, { input, method }] of TABLE_SAMPLES)
      for (const [, other] of METHODS_BY_TABLE)
        for (const [field, row] of Object.entries(other.fields).filter(([each]) => !(each in method.fields))) {
          const authConfig = { ...input.authConfig, [field]: authValue(field, row) };
          expect(paths({ ...NAMED, ...input, authConfig })).toEqual([`authConfig.${field}`]);
        }
  });

  test("has a field that two have as the other has it: as a text or a number, and as a secret or none", () => {
    for (const [, { fields }] of METHODS_BY_TABLE)
      for (const [field, { type, secret }] of Object.entries(fields)) {
        expect(authFieldNamed(field)).toMatchObject({ type, secret });
        expect(isSecretAuthField(field)).toBe(secret);
      }
  });
});

describe("a setting", () => {
  test.each(SETTING_NAMES)("%s is one in both spellings, and may be left out", (name: SettingName) => {
    const plain = TABLE_SAMPLES.find(([, { method, platform }]) => !method.endpoint && !PLATFORMS[platform].requires);
    const input = plain?.[1].input;
    const value = allSettings()[name];
    for (const key of [name, onWire(name)]) {
      const form = normalForm({ ...NAMED, ...input, extraConfig: { [key]: value } }, "acme");
      expect(form.extraConfig).toEqual({ [name]: value });
      expect(toWire(form).extra_config).toEqual({ [onWire(name)]: value });
      expect(formOfRow(answered(toWire(form))).extraConfig).toEqual({ [name]: value });
      const wrong = settingRow(name).type === "boolean" ? "true" : true;
      expect(paths({ ...NAMED, ...input, extraConfig: { [key]: wrong } })).toEqual([`extraConfig.${key}`]);
    }
    expect(paths({ ...NAMED, ...input, extraConfig: { [name]: value, [onWire(name)]: value } })).toEqual([
      `extraConfig.${onWire(name)}`,
    ]);
    expect(paths({ ...NAMED, ...input, extraConfig: {} })).toEqual([]);
  });

  test.each(SETTING_NAMES)("%s is what its likeness stands for", (name: SettingName) => {
    for (const word of settingRow(name).likeness)
      expect(findProblems({ ...NAMED, extraConfig: { [word]: "x" } })).toContainEqual({
        path: `extraConfig.${word}`,
        message: `is not a known field: did you mean '${name}'?`,
        younger: true,
      });
  });
});

describe("a platform", () => {
  const schemes = PLATFORM_NAMES.flatMap((platform) =>
    PLATFORMS[platform].schemes.map((scheme) => [platform, scheme] as [Platform, string]),
  );

  test.each(schemes)("%s is that of %s://", (platform, scheme) => {
    const [name, method] = METHODS_BY_TABLE.find(([, each]) => each.platform === undefined) ?? [];
    if (!name || !method) throw new Error("no method is for every platform");
    const extraConfig = leastSettings(method, platform);
    const authConfig = leastAuth(name, method, platform);
    const input = { ...NAMED, uri: `${scheme.toUpperCase()}://by-table/deep/prefix`, extraConfig, authConfig };
    expect(findProblems(input)).toEqual([]);
    const form = normalForm(input, "acme");
    expect(form).toMatchObject({ platform, name: "by-table", prefix: "deep/prefix" });
    expect(toWire(form)).toMatchObject({ platform });
    expect(formOfRow(answered(toWire(form)))).toMatchObject({ platform });
  });
});
