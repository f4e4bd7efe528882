import { describe, expect, test } from "vitest";
import {
  defaultOrg,
  ORG_PROBLEM,
  orgProblems,
  readSettings,
  SettingsError,
} from "../../../provider/lifecycle/settings";

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

describe("the organisation that stands in", () => {
  test.each(["acme", ""])("is not looked at, where a resource names one: %j", (org) => {
    expect(orgProblems(org, undefined)).toEqual([]);
    expect(orgProblems(org, "a b")).toEqual([]);
  });

  test.each([undefined, null])("is asked for, where none is named: %j", (org) => {
    expect(orgProblems(org, undefined)).toEqual([ORG_PROBLEM]);
    expect(orgProblems(org, "acme")).toEqual([]);
    expect(orgProblems(org, "a b")).toMatchObject([{ path: "org", message: expect.stringContaining("not 'a b'") }]);
  });
});

describe("a token", () => {
  const wayOut =
    "Set it in ARRAYLAKE_TOKEN, or, for Pulumi's own commands, with `pulumi config set --secret arraylake:token`; " +
    "service tokens are made in the Arraylake web app, under the organisation's settings.";

  test("that is missing is asked for", () => {
    for (const token of [undefined, "", "  "])
      expect(problems({ "arraylake:token": token })).toEqual([`No Arraylake token is set. ${wayOut}`]);
  });

  test.each(["AKIAEXAMPLE-hush", "Bearer ema_hush", '"ema_hush"', "EMA_hush", "-ema_hush", "\u200bema_hush"])(
    "that can't be one is refused, where it stands is named, and no part of it repeated: %j",
    (token) => {
      const problem = (name: string) =>
        `What ${name} holds is no Arraylake token: tokens begin with 'ema_' (a service's) or 'ey' (a person's). ${wayOut}`;
      expect(problems({ "arraylake:token": token })).toEqual([problem("arraylake:token")]);
      expect(problems({ "arraylake:token": "" }, { ARRAYLAKE_TOKEN: token })).toEqual([problem("ARRAYLAKE_TOKEN")]);
    },
  );

  test.each([
    "ema_",
    "ey",
    "ema_hush hush",
    "ema_hush ema_hush",
    "eyHush\neyHush",
    "ema_hush\nhush",
    "ema_hush\r\nx: hush",
    "ema_hush\u0000",
    "ema_hush\u007f",
    "ema_hüsh",
    "eyHush\u200b",
  ])("that no header could carry, or that is only begun, is refused, and no part of it repeated: %j", (token) => {
    expect(problems({ "arraylake:token": token })).toEqual([
      `The Arraylake token in arraylake:token is damaged: after its first letters comes nothing, or a blank, a line end or another character that no token has. ${wayOut}`,
    ]);
  });
});

const ADDRESS = "arraylake:serviceUri or ARRAYLAKE_SERVICE__URI";

describe("the service's address", () => {
  test.each([
    "api.earthmover.io",
    "localhost:8000",
    "ftp://api.example.com",
    "xhttps://api.example.com",
    "https//x",
    "https:/api.example.com",
    "https:api.example.com",
    "https:\\\\api.example.com",
    "https://",
    "https:///api.example.com",
    "https://:443",
    "https://api.example.com:99999",
    "https://[::1",
    "not a url",
    "file:///etc/passwd",
  ])("%s is none, as is said with it", (address) => {
    expect(problems({ "arraylake:serviceUri": address })).toEqual([
      `The service's address is '${address}': it must be a URL such as 'https://api.earthmover.io'. Correct ${ADDRESS}.`,
    ]);
  });

  test.each([
    "https://user:pass-word@api.example.com",
    "https://pass-word@api.example.com",
    "https://@api.example.com",
    "https://user:pass#word@api.example.com",
    "user:pass-word@api.example.com",
    "https://api.example.com/@pass-word",
  ])("holds no credentials, which messages would show: %s", (address) => {
    expect(problems({ "arraylake:serviceUri": address })).toEqual([
      `The service's address must hold no user name, no password and no other '@': take them out of ${ADDRESS}.`,
    ]);
  });

  test.each(["/?key=hush", "?", "#", "/base?", "/base/#", "/base#hush"])(
    "ends before what a path can't follow, and keys may stand in: %s",
    (end) => {
      expect(problems({ "arraylake:serviceUri": `https://api.example.com${end}` })).toEqual([
        `The service's address must end before any '?' or '#': correct ${ADDRESS}.`,
      ]);
    },
  );

  test.each([
    ["https://api.example.com/a b", "https://api.example.com/a b"],
    ["https://api. example.com", "https://api. example.com"],
    ["https://api.exam\nple.com", "https://api.exam\\u{a}ple.com"],
    ["https://api.example.com/\u0000", "https://api.example.com/\\u{0}"],
    ["https://api.exam\u00adple.com", "https://api.exam\\u{ad}ple.com"],
    ["https://api.example.com\u200b", "https://api.example.com\\u{200b}"],
    ["https://api.example.com\\base", "https://api.example.com\\base"],
    ["https://api%2eexample.com", "https://api%2eexample.com"],
    ["https://api.example.com/%2e%2E/base", "https://api.example.com/%2e%2E/base"],
    ["https://api.example.com/a%2fb", "https://api.example.com/a%2fb"],
    ["https://api.example.com/a%20b", "https://api.example.com/a%20b"],
  ])("holds nothing that is sent as something else, which is shown where it can't be seen: %j", (address, shown) => {
    expect(problems({ "arraylake:serviceUri": address })).toEqual([
      `The service's address is '${shown}': it must hold no blank, no control character, no backslash and no '%'. Correct ${ADDRESS}.`,
    ]);
  });

  test.each(["/..", "/.", "/../base", "/base/..", "/base/../other", "/base/./", "//", "//base", "/base//", "/a//b"])(
    "has no path that leads elsewhere than it says: %s",
    (path) => {
      expect(problems({ "arraylake:serviceUri": `https://api.example.com${path}` })).toEqual([
        `The service's address is 'https://api.example.com${path}': it must have no '//', '/./' or '/../' in its path. Correct ${ADDRESS}.`,
      ]);
    },
  );

  test.each([
    "http://api.example.com",
    "http://10.0.0.1:8080",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://[::2]",
    "HTTP://API.EXAMPLE.COM",
  ])("%s would send the token in clear: refused, unless told", (serviceUri) => {
    const [problem, ...more] = problems({ "arraylake:serviceUri": serviceUri });
    expect(problem).toBe(
      `The service's address is '${serviceUri}', so the token would travel in clear: use https:// in ${ADDRESS}, or set arraylake:allowHttp or ARRAYLAKE_ALLOW_HTTP to true if that is meant.`,
    );
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
    "https://api.example.com/",
    "https://api.example.com/base/",
    "https://api.example.com/..base/.well-known/a.b/v1.",
    "HTTPS://API.example.com:443",
    "https://bücher.example",
  ])("%s is fine", (serviceUri) => {
    expect(problems({ "arraylake:serviceUri": serviceUri })).toEqual([]);
    expect(readSettings(source({ "arraylake:token": "ema_token", "arraylake:serviceUri": serviceUri }))).toMatchObject({
      serviceUri,
    });
  });
});

describe("http:// elsewhere", () => {
  const elsewhere = { "arraylake:serviceUri": "http://api.example.com" };

  test.each(["true", "True", "TRUE", " true\n"])("is allowed by %j", (allowHttp) => {
    expect(problems({ ...elsewhere, "arraylake:allowHttp": allowHttp })).toEqual([]);
    expect(problems(elsewhere, { ARRAYLAKE_ALLOW_HTTP: allowHttp })).toEqual([]);
  });

  test.each(["false", "False", "FALSE", "", " "])("is not allowed by %j", (allowHttp) => {
    expect(problems({ ...elsewhere, "arraylake:allowHttp": allowHttp })).toHaveLength(1);
    expect(problems({ "arraylake:allowHttp": allowHttp })).toEqual([]);
  });

  test.each(["yes", "1", "maybe", "truee", "untrue", "on"])(
    "is not allowed by %j, which is said even where nobody asks",
    (word) => {
      const problem = (name: string) => `${name} is '${word}': it must be true or false.`;
      expect(problems({ "arraylake:allowHttp": word })).toEqual([problem("arraylake:allowHttp")]);
      expect(problems({}, { ARRAYLAKE_ALLOW_HTTP: word })).toEqual([problem("ARRAYLAKE_ALLOW_HTTP")]);
      expect(problems({ ...elsewhere, "arraylake:allowHttp": word })).toHaveLength(2);
    },
  );
});

describe("a time limit", () => {
  test.each(["0", "-1", "+5", "soon", "5 minutes", "1e3", "1e9", "1e-7", "0x10", "NaN", "Infinity", "1,5", ".5", "5."])(
    "is none, as is said with it: %s",
    (text) => {
      const problem = (name: string) =>
        `${name} is '${text}': it must be a number of seconds in plain digits, such as 300, from 0.001 to 86400 (a day).`;
      expect(problems({ "arraylake:timeoutSeconds": text })).toEqual([problem("arraylake:timeoutSeconds")]);
      expect(problems({}, { ARRAYLAKE_TIMEOUT_SECONDS: text })).toEqual([problem("ARRAYLAKE_TIMEOUT_SECONDS")]);
    },
  );

  test.each(["0.0009", "0.000", "86400.001", "86401", "2147484", "9".repeat(400)])(
    "is one that a timer holds, and a run can wait for: not %s",
    (text) => {
      const [problem, ...more] = problems({ "arraylake:timeoutSeconds": text });
      expect(problem).toMatch(/^arraylake:timeoutSeconds is '[\d.]{1,100}…?': it must be a number of seconds/);
      expect(more).toEqual([]);
    },
  );

  test.each([
    ["0.001", 1],
    ["0.0011", 2],
    ["2.5", 2500],
    [" 5 ", 5000],
    ["007", 7000],
    ["86400", 86_400_000],
    ["", 300_000],
    [" ", 300_000],
  ])("of %j is in whole milliseconds, which timers take: %i", (text, totalTimeout) => {
    expect(readSettings(source({ "arraylake:token": "ema_token", "arraylake:timeoutSeconds": text }))).toMatchObject({
      totalTimeout,
    });
  });
});

test("a token in the place of another setting is not shown", () => {
  for (const token of ["ema_hush", "eyJhbGciOiJIUzI1NiJ9.hush"]) {
    const wrong = { "arraylake:serviceUri": token, "arraylake:timeoutSeconds": token, "arraylake:allowHttp": token };
    const told = problems(wrong);
    expect(told).toHaveLength(3);
    for (const problem of told) expect(problem).toContain("looks like a token, and is not shown: it must be");
    expect(told.join()).not.toContain("hush");
  }
});

describe("a proxy", () => {
  const wrong = "http://ann:hush#@proxy.example.com";
  const problem = expect.stringMatching(/^HTTPS_PROXY holds no proxy's address: write it as http:\/\/HOST:PORT/);

  test("is looked at before anything is sent, and nothing that stands in its variable is shown", () => {
    const told = problems({}, { HTTPS_PROXY: wrong });
    expect(told).toEqual([problem]);
    expect(told.join()).not.toContain("hush");
  });

  test("that isn't used may be anything", () => {
    expect(problems({}, { HTTPS_PROXY: wrong, NO_PROXY: "earthmover.io" })).toEqual([]);
    expect(problems({ "arraylake:serviceUri": "https://localhost" }, { HTTPS_PROXY: wrong })).toEqual([]);
    expect(problems({}, { HTTP_PROXY: wrong, HTTPS_PROXY: "http://proxy.example.com:3128" })).toEqual([]);
  });
});

test.each([
  [100, "9".repeat(100)],
  [101, `${"9".repeat(100)}…`],
])("a setting of %i characters is shown as far as a line goes", (length, shown) => {
  const [problem] = problems({ "arraylake:timeoutSeconds": "9".repeat(length) });
  expect(problem).toContain(`arraylake:timeoutSeconds is '${shown}': it must be`);
});

test("the error tells by its name what is to be corrected", () => {
  expect(String(new SettingsError(["No token.", "No address."]))).toBe("SettingsError: No token. No address.");
});

test("everything that is wrong is told at once", () => {
  const wrong = {
    "arraylake:token": "nope",
    "arraylake:serviceUri": "https://api.example.com/../",
    "arraylake:timeoutSeconds": "nope",
    "arraylake:allowHttp": "nope",
  };
  const env = { HTTPS_PROXY: "nope" };
  expect(problems(wrong, env)).toHaveLength(5);
  expect(() => readSettings(source(wrong, env))).toThrow(
    /no Arraylake token.*its path.*HTTPS_PROXY.*true or false.*number of seconds/,
  );
});
