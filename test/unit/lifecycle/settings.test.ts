import { describe, expect, test } from "vitest";
import { defaultOrg, readSettings, SettingsError } from "../../../provider/lifecycle/settings";

type Given = Record<string, string | undefined>;

function source(config: Given, env: Given = {}) {
  return { config: (key: string) => config[`${key}`], env };
}

function problems(config: Given, env: Given = {}): readonly string[] {
  try {
    readSettings(source({ "arraylake:token": "ema_token", ...config }, env));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

test.each([
  ["18.20.0", true],
  ["22.18.9", true],
  ["22.19.0", false],
  ["24.0.0", false],
])("Node.js %s is too old: %s", (version, isTooOld) => {
  const read = () => readSettings(source({ "arraylake:token": "ema_token" }), version);
  if (isTooOld) expect(read).toThrow(`pulumi-arraylake needs Node.js 22.19 or newer, and this is ${version}: install`);
  else expect(read).not.toThrow();
});

describe("where settings come from", () => {
  test("the config wins over the environment, and the public service stands in", () => {
    const env = {
      ARRAYLAKE_TOKEN: "ema_env",
      ARRAYLAKE_SERVICE__URI: "https://env.example.com",
      ARRAYLAKE_TIMEOUT_SECONDS: "7",
    };
    const config = {
      "arraylake:token": "ema_config",
      "arraylake:serviceUri": "https://config.example.com",
      "arraylake:timeoutSeconds": "2.5",
    };
    expect(readSettings(source(config, env))).toEqual({
      token: "ema_config",
      serviceUri: "https://config.example.com",
      totalTimeout: 2500,
    });
    expect(readSettings(source({}, env))).toEqual({
      token: "ema_env",
      serviceUri: "https://env.example.com",
      totalTimeout: 7000,
    });
    expect(readSettings(source({}, { ARRAYLAKE_TOKEN: "eyPerson" }))).toEqual({
      token: "eyPerson",
      serviceUri: "https://api.earthmover.io",
      totalTimeout: 300_000,
    });
  });

  test("an empty one counts as none, and outer whitespace is cut: a token often brings a line end", () => {
    const config = { "arraylake:token": " ", "arraylake:serviceUri": "" };
    const env = { ARRAYLAKE_TOKEN: " ema_env\n", ARRAYLAKE_SERVICE__URI: " https://env.example.com " };
    expect(readSettings(source(config, env))).toMatchObject({
      token: "ema_env",
      serviceUri: "https://env.example.com",
    });
  });

  test("the default organisation, too", () => {
    expect(defaultOrg(source({ "arraylake:org": "mine" }, { ARRAYLAKE_ORG: "other" }))).toBe("mine");
    expect(defaultOrg(source({ "arraylake:org": " " }, { ARRAYLAKE_ORG: " other\n" }))).toBe("other");
    expect(defaultOrg(source({}))).toBeUndefined();
  });
});

describe("a token", () => {
  test("that is missing is asked for", () => {
    for (const token of [undefined, "", "  "])
      expect(problems({ "arraylake:token": token })).toEqual([
        "No Arraylake token is set. Set it in ARRAYLAKE_TOKEN, or, for Pulumi's own commands, with `pulumi config set --secret arraylake:token`; " +
          "service tokens are made in the Arraylake web app, under the organisation's settings.",
      ]);
  });

  test.each([
    "AKIAEXAMPLE-secret",
    "Bearer ema_secret",
    "ema_with space-secret",
    "ema_ümlaut-secret",
    "ema_line\nsecret",
  ])("that can't be one is refused, and not repeated: %j", (token) => {
    const [problem, ...more] = problems({ "arraylake:token": token });
    expect(problem).toMatch(/^The Arraylake token is not one: tokens begin with 'ema_' .* or 'ey'/);
    expect(problem).not.toContain("secret-");
    expect(problem).not.toContain(token);
    expect(more).toEqual([]);
  });
});

describe("the service's address", () => {
  test.each(["api.earthmover.io", "ftp://api.example.com", "https//x", "not a url", "file:///etc/passwd"])(
    "%j is none",
    (address) => {
      expect(problems({ "arraylake:serviceUri": address })).toEqual([
        "The service's address must be a URL such as 'https://api.earthmover.io': correct arraylake:serviceUri or ARRAYLAKE_SERVICE__URI.",
      ]);
    },
  );

  test("holds no credentials, which messages would show", () => {
    const [problem] = problems({ "arraylake:serviceUri": "https://user:pass-word@api.example.com" });
    expect(problem).toBe(
      "The service's address must not hold a user name or password: take them out of arraylake:serviceUri or ARRAYLAKE_SERVICE__URI.",
    );
  });

  test.each([
    "http://api.example.com",
    "http://10.0.0.1:8080",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://[::2]",
    "HTTP://API.EXAMPLE.COM",
  ])("%s would send the token in clear: refused, unless told", (serviceUri) => {
    const [problem, ...more] = problems({ "arraylake:serviceUri": serviceUri });
    expect(problem).toMatch(/^The service's address is http:\/\/, so the token would travel in clear: use https:\/\//);
    expect(more).toEqual([]);
    expect(problems({ "arraylake:serviceUri": serviceUri, "arraylake:allowHttp": "false" })).toHaveLength(1);
    expect(problems({ "arraylake:serviceUri": serviceUri, "arraylake:allowHttp": "true" })).toEqual([]);
    expect(problems({ "arraylake:serviceUri": serviceUri }, { ARRAYLAKE_ALLOW_HTTP: "true" })).toEqual([]);
  });

  test.each([
    "http://localhost:8000",
    "http://127.0.0.1",
    "http://127.1.2.3:1",
    "http://[::1]:80",
    "https://10.0.0.1/base",
  ])("%s is fine", (serviceUri) => {
    expect(problems({ "arraylake:serviceUri": serviceUri })).toEqual([]);
  });
});

test.each(["0", "-1", "soon", "1e3", "", " "])("%j is no time limit", (timeout) => {
  expect(problems({ "arraylake:timeoutSeconds": timeout })).toEqual([
    "arraylake:timeoutSeconds (ARRAYLAKE_TIMEOUT_SECONDS) must be a number of seconds above 0.",
  ]);
});

test("everything that is wrong is told at once", () => {
  const wrong = { "arraylake:token": "nope", "arraylake:serviceUri": "nope", "arraylake:timeoutSeconds": "nope" };
  expect(problems(wrong)).toHaveLength(3);
  expect(() => readSettings(source(wrong))).toThrow(/token is not one.*must be a URL.*number of seconds/);
});
