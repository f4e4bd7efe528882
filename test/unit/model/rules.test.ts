import { describe, expect, test } from "vitest";
import { authFieldNamed, isSecretAuthField, METHOD_NAMES } from "../../../provider/model/auth-methods";
import { SETTING_NAMES } from "../../../provider/model/extra-config";
import { sentence } from "../../../provider/model/problems";
import { isId, isOrg } from "../../../provider/model/schema";
import { fingerprint } from "../../../provider/model/secrets";
import { UNKNOWN } from "../../../provider/model/unknown";
import { toSnakeCase } from "../../../provider/model/wire-names";
import { findProblems } from "../helpers/read";
import { hmacInput, METHODS, r2Input, SAMPLES, SECRETS, s3Input } from "../helpers/samples";

const said = (input: Record<string, unknown>) => findProblems(input).map(sentence);

test.each(SAMPLES)("%s: what is right has no problem", (_, { input }) => {
  expect(said({ nickname: "era5", ...input })).toEqual([]);
});

describe("the nickname", () => {
  test.each(["abc", "a".repeat(64), "_ab", "9ab", "a.b-c_d", "  era5\t", "Ärger", "気候データ", "Ⅷ½²"])(
    "%j is one",
    (nickname) => {
      expect(said(s3Input({ nickname }))).toEqual([]);
    },
  );

  test.each([
    "",
    "ab",
    " ab ",
    "a".repeat(65),
    "-abc",
    ".abc",
    "a b",
    "a/b",
    "a:b",
    "abc\n\nd",
    "e\u0301ra5",
    "😀😀😀",
  ])("%j is none", (nickname) => {
    const shown = nickname.length > 64 ? `${nickname.slice(0, 64)}…` : nickname.replaceAll("\n", "�");
    expect(said(s3Input({ nickname }))).toEqual([
      `nickname must be 3 to 64 characters: letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first; not '${shown}'.`,
    ]);
  });

  test("is counted in code points: 64 letters beyond the first plane are not too long", () => {
    expect(said(s3Input({ nickname: "𝒳".repeat(64) }))).toEqual([]);
    expect(said(s3Input({ nickname: "𝒳".repeat(65) }))).toHaveLength(1);
  });
});

describe("the organisation", () => {
  test.each(["acme", "ACME-2", "earth_mover.io", " acme\n", "a", "Ärger", "気候", "acme~1", "...", "a.b"])(
    "%j is one",
    (org) => {
      expect(said(s3Input({ org }))).toEqual([]);
      expect(isOrg(org)).toBe(true);
    },
  );

  test.each(["", " ", "\t\n"])("%j is none, since outer whitespace is cut", (org) => {
    expect(said(s3Input({ org }))).toEqual(["org must not be empty."]);
    expect(isOrg(org)).toBe(false);
  });

  test.each([
    [".", "'.'"],
    ["..", "'..'"],
    [" .. ", "'..'"],
    ["acme/other", "'acme/other'"],
    ["acme/../other", "'acme/../other'"],
    ["acme\\other", "'acme\\other'"],
    ["acme?x=1", "'acme?x=1'"],
    ["acme#1", "'acme#1'"],
    ["%2e%2e", "'%2e%2e'"],
    ["ac me", "'ac me'"],
    ["ac\u00a0me", "'ac\u00a0me'"],
    ["ac\u0000me", "'ac�me'"],
    ["ac\nme", "'ac�me'"],
    ["acme\ud800", "'acme�'"],
    ["a/".repeat(50), `'${"a/".repeat(32)}…'`],
  ])("%j is none: it would be another address of the service, or no address", (org, quoted) => {
    expect(said(s3Input({ org }))).toEqual([
      `org must be an organisation's name, without blanks, control characters and / \\ ? # %, and neither '.' nor '..'; not ${quoted}.`,
    ]);
    expect(isOrg(org)).toBe(false);
  });
});

describe("an id", () => {
  test.each(["7ae2efe5-061f-4a34-80af-fdc04f78f101", "1", "bucket_1.2", "ID"])("%j is one", (id) => {
    expect(isId(id)).toBe(true);
  });

  test.each(["", " ", " 1", "1\n", ".", "..", "1/default", "1?x", "1#x", "%2e", "a\\b", "1\u0000", "\udc00"])(
    "%j is none",
    (id) => {
      expect(isId(id)).toBe(false);
    },
  );
});

describe("the location in parts", () => {
  test.each(["ab", "a".repeat(64), " acme", "acme ", "acme bucket", "acme/bucket", "s3://acme", "-acme"])(
    "%j is no bucket's name: unlike a nickname's, its whitespace isn't cut",
    (name) => {
      expect(said(s3Input({ name }))).toEqual([
        `name must be 3 to 63 characters: letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first; not '${name}'.`,
      ]);
    },
  );

  test.each(["", "a", " era5 ", "a/b", "a//b", "a".repeat(256), "Ärger/日本", "a=1,b=2"])(
    "%j is a prefix",
    (prefix) => {
      expect(said(s3Input({ prefix }))).toEqual([]);
    },
  );

  test.each(["/a", "a/", "/", "a b", "a://b", "a".repeat(257)])("%j is no prefix", (prefix) => {
    const shown = prefix.length > 64 ? `${prefix.slice(0, 64)}…` : prefix;
    expect(said(s3Input({ prefix }))).toEqual([
      `prefix must be at most 256 characters, without a space, without '://', and without '/' first or last; not '${shown}'.`,
    ]);
  });

  test("an unknown platform is refused with those that there are", () => {
    const known = "s3, s3-compatible, minio, gs, azure";
    for (const [platform, meant] of [
      ["gcs", "gs"],
      ["S3", "s3"],
      ["s3_compatible", "s3-compatible"],
      ["Azure", "azure"],
    ])
      expect(said(s3Input({ platform }))[0]).toBe(
        `platform '${platform}' is none of ${known}: did you mean '${meant}'?`,
      );
    expect(said(s3Input({ platform: "aws" }))[0]).toBe(`platform 'aws' is none of ${known}.`);
    expect(said(s3Input({ platform: 3 }))[0]).toBe(`platform must be one of ${known}.`);
  });

  test("a location must be given, whole, and once", () => {
    const nowhere = { platform: undefined, name: undefined, prefix: undefined };
    expect(said(s3Input(nowhere))).toEqual([
      "uri is required: give uri, such as 's3://bucket/prefix', or platform and name.",
    ]);
    expect(said(s3Input({ ...nowhere, prefix: "era5" }))).toEqual([
      "platform is required together with prefix: add it, or give uri instead.",
      "name is required together with prefix: add it, or give uri instead.",
    ]);
    expect(said(s3Input({ name: undefined }))).toEqual([
      "name is required together with platform and prefix: add it, or give uri instead.",
    ]);
    expect(said(s3Input({ uri: "s3://acme-other" }))).toEqual([
      "uri says the location a second time: remove it, or platform, name and prefix.",
    ]);
    expect(said(s3Input({ ...nowhere, uri: "s3://acme-other", prefix: "era5" }))).toEqual([
      "uri says the location a second time: remove it, or prefix.",
    ]);
  });

  test("a wrong uri and a location said twice are both told", () => {
    expect(said(s3Input({ uri: "ftp://acme", platform: undefined, name: undefined }))).toEqual([
      "uri says the location a second time: remove it, or prefix.",
      "uri has an unknown scheme: 'ftp' is none of s3, s3-compatible, minio, gs, az, azure.",
    ]);
  });
});

describe("what a platform asks for", () => {
  test("s3 asks for a region, in either form of the location", () => {
    const problem = ["extraConfig.regionName is required on platform s3."];
    expect(said(s3Input({ extraConfig: {} }))).toEqual(problem);
    expect(said(s3Input({ extraConfig: undefined }))).toEqual(problem);
    expect(said({ nickname: "era5", uri: "s3://acme-bucket", authConfig: { method: "anonymous" } })).toEqual(problem);
  });

  test("s3-compatible asks for an endpoint", () => {
    const { authConfig } = hmacInput();
    expect(said({ nickname: "era5", uri: "s3-compatible://acme-bucket", authConfig })).toEqual([
      "extraConfig.endpointUrl is required on platform s3-compatible.",
    ]);
  });

  test.each(["minio", "gs", "azure"])("%s asks for neither", (platform) => {
    const authConfig = { method: "anonymous", storageAccount: "opendata" };
    expect(said({ nickname: "era5", platform, name: "acme-bucket", authConfig })).toEqual([]);
  });

  test("the wire's spelling of a setting serves as well", () => {
    expect(said(s3Input({ extraConfig: { region_name: "us-east-1" } }))).toEqual([]);
    const uri = "s3-compatible://acme-bucket";
    expect(said({ ...hmacInput(), uri, extraConfig: { endpoint_url: "https://store.example.com" } })).toEqual([]);
  });

  test("a setting in both spellings is one too many, even where they agree", () => {
    const [one, two] = ["https://one.example.com", "https://two.example.com"];
    expect(said(s3Input({ extraConfig: { regionName: "us-east-1", region_name: "us-east-1" } }))).toEqual([
      "extraConfig.region_name is the same setting as extraConfig.regionName: remove one of them.",
    ]);
    expect(
      said(hmacInput({ extraConfig: { endpointUrl: one, endpoint_url: two, useSsl: true, use_ssl: false } })),
    ).toEqual([
      "extraConfig.endpoint_url is the same setting as extraConfig.endpointUrl: remove one of them.",
      "extraConfig.use_ssl is the same setting as extraConfig.useSsl: remove one of them.",
    ]);
  });
});

const REGION = "must be the name of a region, without blanks";
const ENDPOINT = "must be an http:// or https:// URL, without a user name or password";
const FLAG = "must be true or false, without quotes";
const PRINTABLE = "must be of printable characters only";

/** What is said of a minio config with these settings, each key without `extraConfig.`. */
function saidOfSettings(extraConfig: Record<string, unknown>): string[] {
  return said(hmacInput({ extraConfig })).map((sentence) => sentence.replace(/^extraConfig\./, ""));
}

describe("a setting that is known", () => {
  const spellings = SETTING_NAMES.flatMap((name) => [name, toSnakeCase(name)]);

  test.each<[string, unknown[]]>([
    ["regionName", ["us-east-1", "auto", "eu_1.b", "日本"]],
    [
      "endpointUrl",
      [
        "https://minio.example.com",
        "http://127.0.0.1:9000",
        "HTTPS://[::1]:9000/path?x=1",
        "https://s3.example.com/a@b",
        "https://bücher.example",
      ],
    ],
    ["useSsl", [true, false]],
    ["forcePathStyle", [true, false]],
  ])("%s takes what it is for, in both spellings", (field, values) => {
    for (const key of [field, toSnakeCase(field)])
      for (const value of values) expect(saidOfSettings({ [key]: value }), `${key} ${value}`).toEqual([]);
  });

  test.each<[string, unknown[], string]>([
    ["regionName", ["", " ", " us-east-1", "us east", "us-east-1\n", "a\u0000", "\ud800"], REGION],
    ["regionName", [true, false, 5, ["us-east-1"], {}], "must be a string"],
    [
      "endpointUrl",
      [
        "",
        "minio.example.com",
        "minio.example.com:9000",
        "not a url",
        "ftp://minio.example.com",
        "https:minio.example.com",
        "https://",
        "https:///minio",
        " https://minio.example.com",
        "https://minio.example.com\n",
        "https://minio.example.com/a b",
        "https://minio.example.com:port",
        "https://key:hunter2@minio.example.com",
        "https://key@minio.example.com",
        "https://@minio.example.com",
        "https://minio.example.com\\@evil.example.com",
        "https://minio.example.com/\ud800",
      ],
      ENDPOINT,
    ],
    ["endpointUrl", [true, false, 5], "must be a string"],
    ["useSsl", ["true", "false", "maybe", "", "True", "1"], FLAG],
    ["useSsl", [1, 0, ["true"]], "must be true or false"],
    ["forcePathStyle", ["true", "no"], FLAG],
  ])("%s takes nothing else, in either spelling: %j", (field, values, rule) => {
    for (const key of [field, toSnakeCase(field)])
      for (const value of values)
        expect(saidOfSettings({ [key]: value }), `${key} ${value}`).toEqual([`${key} ${rule}.`]);
  });

  test("passes where it isn't known yet", () => {
    for (const key of spellings) expect(saidOfSettings({ [key]: UNKNOWN }), key).toEqual([]);
  });
});

describe("a setting that is not known", () => {
  test.each([
    ["regionName", ["region", "Region", "regionname", "RegionName", "region-name", "region.name", "REGION_NAME"]],
    [
      "regionName",
      ["regionNmae", "regionNam", "regionNamee", "rgionName", "regionNane", "regon", "awsRegion", "aws_region"],
    ],
    ["endpointUrl", ["endpoint", "Endpoint", "endpointURL", "endpointUri", "endpoint_uri", "endpoint-url", "enpoint"]],
    ["useSsl", ["use-ssl", "usessl", "USE_SSL", "ssl", "SSL", "useSls", "useSl", "useSssl"]],
    [
      "forcePathStyle",
      ["forcePathstyle", "force-path-style", "forcePathStile", "forcPathStyle", "pathStyle", "path_style"],
    ],
    ["forcePathStyle", ["usePathStyle", "use_path_style", "s3ForcePathStyle", "s3_force_path_style"]],
  ])("is no slip of %s: %j", (field, slips) => {
    for (const slip of slips)
      expect(saidOfSettings({ [slip]: "x" })).toEqual([`${slip} is not a known field: did you mean '${field}'?`]);
  });

  test.each([
    ["virtualHostStyle", "ca", "s3_express", "profile", "signature", "signatureVersion", "addressing_style", "anon"],
    ["useTls", "use_sse", "useSso", "useDualstack", "useAccelerate", "verify_ssl", "sasl", "sslVerify", "verify"],
    ["regionSet", "regionCode", "zone", "host", "port", "url", "style", "path", "name", "pathPrefix", "forceHttps"],
    ["endpointType", "endpointTtl", "endpointDiscovery", "requestPayer", "allow_http", "session_token", "Ünïcode key"],
  ])("goes to the service as it is written: %s, %s, %s, %s, %s, %s, %s, %s, ...", (...keys) => {
    for (const key of keys) {
      expect(saidOfSettings({ [key]: "any text\nof several lines" }), key).toEqual([]);
      expect(saidOfSettings({ [key]: false }), key).toEqual([]);
      expect(saidOfSettings({ [key]: "" }), key).toEqual([]);
    }
  });

  test("is a string or a boolean, and whole text", () => {
    const wrong = { ca: ["x"], other: 5, third: null, fourth: "\ud800" };
    expect(saidOfSettings(wrong)).toEqual([
      "ca must be a string, true or false.",
      "other must be a string, true or false.",
      "fourth must be whole text: it holds half a character.",
    ]);
  });

  test.each([
    ["", "'' is a setting without a name: name it, or remove it."],
    [" ", "' ' is a setting without a name: name it, or remove it."],
    ["a\nb", "'a�b' is a setting whose name must be of printable characters only."],
    ["c\ud800", "'c�' is a setting whose name must be of printable characters only."],
  ])("has a name that can be read: %j", (key, sentence) => {
    expect(saidOfSettings({ [key]: true })).toEqual([sentence]);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("may be called %s", (key) => {
    expect(saidOfSettings(JSON.parse(`{"${key}":"x"}`))).toEqual([]);
    expect(saidOfSettings(JSON.parse(`{"${key}":{"regionName":5}}`))).toEqual([
      `${key} must be a string, true or false.`,
    ]);
  });
});

describe("a text", () => {
  test("of an auth config is there, can be printed, and has no blanks around it", () => {
    for (const [, { input }] of SAMPLES)
      for (const field of Object.keys(input.authConfig).filter((each) => each !== "sharedSecret")) {
        if (authFieldNamed(field)?.type !== "text") continue;
        const saidOf = (value: string) =>
          said({ nickname: "era5", ...input, authConfig: { ...input.authConfig, [field]: value } });
        for (const empty of ["", " ", "\n"])
          expect(saidOf(empty), field).toEqual([
            expect.stringMatching(`^authConfig.${field} (must not be empty|is required for method 'anonymous' on)`),
          ]);
        for (const wrong of ["x\n", " x", "x ", "x\u0000y", "x\ud800", "\u2028x"])
          expect(saidOf(wrong), field).toEqual([
            expect.stringMatching(`^authConfig.${field} ${PRINTABLE}, without blanks or line ends around them.$`),
          ]);
        for (const right of ["x", "x y", "日本", "a@b.example"]) expect(saidOf(right), field).toEqual([]);
      }
  });

  test("of a location can be printed", () => {
    for (const prefix of ["a\tb", "a\nb", "a\u0000", "\ud800", "a\u2028b"]) {
      expect(said(s3Input({ prefix }))).toEqual([`prefix ${PRINTABLE}.`]);
      expect(said(hmacInput({ uri: `minio://lab-bucket/${prefix}` }))).toEqual([`uri ${PRINTABLE}.`]);
    }
    expect(said(s3Input({ prefix: "\tera5\n" }))).toEqual([]);
    expect(said(hmacInput({ uri: " minio://lab-bucket/era5\n" }))).toEqual([]);
  });
});

describe("which method works where", () => {
  const platforms = ["s3", "s3-compatible", "minio", "gs", "azure"];
  const only: Record<string, string> = {
    aws_customer_managed_role: "s3",
    gcp_customer_managed_role: "gs",
    r2_customer_managed_role: "s3-compatible",
    azure_credential_delegation: "azure",
  };
  const pairs = Object.keys(METHODS)
    .filter((method) => method !== "anonymous on azure")
    .flatMap((method) => platforms.map((platform) => [method, platform, (only[method] ?? platform) === platform]));

  test.each(pairs as [keyof typeof METHODS, string, boolean][])("%s on %s: %s", (method, platform, works) => {
    const authConfig = {
      ...METHODS[method].input.authConfig,
      ...(method === "anonymous" ? { storageAccount: "a" } : {}),
    };
    const extraConfig = { regionName: "auto", endpointUrl: "https://0123.r2.cloudflarestorage.com" };
    expect(said({ nickname: "era5", platform, name: "acme-bucket", extraConfig, authConfig })).toEqual(
      works
        ? []
        : [`authConfig.method '${method}' works on platform ${only[method]} only: use another method or platform.`],
    );
  });

  test("the AWS method's old name obeys the same rules", () => {
    const authConfig = { ...METHODS.aws_customer_managed_role.input.authConfig, method: "customer_managed_role" };
    expect(said(s3Input({ authConfig }))).toEqual([]);
    expect(said(s3Input({ authConfig, platform: "gs" }))).toEqual([
      "authConfig.method 'customer_managed_role' works on platform s3 only: use another method or platform.",
    ]);
  });

  test("a method that is none is refused with those that there are, and the one that was meant", () => {
    const saidOf = (method: unknown) => said(s3Input({ authConfig: { method } }));
    const known = METHOD_NAMES.join(", ");
    for (const [method, meant] of [
      ["hmca", "hmac"],
      ["HMAC", "hmac"],
      ["awsCustomerManagedRole", "aws_customer_managed_role"],
      ["azure_credentials_delegation", "azure_credential_delegation"],
    ])
      expect(saidOf(method)).toEqual([`authConfig.method '${method}' is none of ${known}: did you mean '${meant}'?`]);
    for (const method of ["iam", "toString", "a\nb"])
      expect(saidOf(method)).toEqual([`authConfig.method '${method.replace("\n", "�")}' is none of ${known}.`]);
    for (const method of [undefined, null])
      expect(saidOf(method)).toEqual([`authConfig.method is required: one of ${known}.`]);
    for (const method of [5, true, {}, ""])
      expect(saidOf(method)).toEqual([`authConfig.method must be one of ${known}.`]);
  });

  test("the method that is retired is said to be", () => {
    expect(said(s3Input({ authConfig: { method: "bucket_policy" } }))).toEqual([
      `authConfig.method 'bucket_policy' is retired, and Arraylake takes it for no new config: use one of ${METHOD_NAMES.join(", ")}.`,
    ]);
  });

  test("the R2 method needs an endpoint of R2's", () => {
    const extraConfig = { endpointUrl: "https://minio.example.com" };
    expect(said(r2Input({}, { extraConfig }))).toEqual([
      "extraConfig.endpointUrl must be an R2 endpoint for method 'r2_customer_managed_role', such as 'https://ACCOUNT.r2.cloudflarestorage.com'.",
    ]);
  });

  test("the R2 method needs one of its two secrets, and takes both", () => {
    const neither = { accountApiToken: undefined, parentSecretAccessKey: undefined };
    expect(said(r2Input(neither))).toEqual([
      "authConfig needs at least one of accountApiToken and parentSecretAccessKey for method 'r2_customer_managed_role'.",
    ]);
    for (const one of ["accountApiToken", "parentSecretAccessKey"])
      expect(said(r2Input({ ...neither, [one]: "secret" }))).toEqual([]);
  });

  test("anonymous on azure needs a storage account; elsewhere it may have one", () => {
    const open = { nickname: "era5", uri: "az://open-data" };
    const problem = ["authConfig.storageAccount is required for method 'anonymous' on platform azure."];
    expect(said({ ...open, authConfig: { method: "anonymous" } })).toEqual(problem);
    expect(said({ ...open, authConfig: { method: "anonymous", storageAccount: "" } })).toEqual(problem);
    expect(said({ ...open, uri: "gs://open-data", authConfig: { method: "anonymous", storageAccount: "a" } })).toEqual(
      [],
    );
  });

  test.each([
    ["hmac", ["accessKeyId", "secretAccessKey"]],
    ["aws_customer_managed_role", ["externalCustomerId", "externalRoleName", "sharedSecret"]],
    ["gcp_customer_managed_role", ["targetServiceAccount"]],
    ["azure_credential_delegation", ["tenantId", "storageAccount"]],
  ] as const)("%s requires each of its fields", (method, fields) => {
    expect(said({ nickname: "era5", ...METHODS[method].input, authConfig: { method } })).toEqual(
      fields.map((field) => `authConfig.${field} is required.`),
    );
  });

  test.each(["a", "a".repeat(1225), "white space", "ümlaut", "semi;colon", "line\n"])(
    "%j can't be an STS ExternalId",
    (sharedSecret) => {
      const authConfig = { ...METHODS.aws_customer_managed_role.input.authConfig, sharedSecret };
      expect(said(s3Input({ authConfig }))).toEqual([
        "authConfig.sharedSecret must be 2 to 1224 characters of A-Z a-z 0-9 _ + = , . @ : / - (it is the STS ExternalId).",
      ]);
    },
  );

  test.each(["ab", "a".repeat(1224), "AZaz09_+=,.@:/-"])("%j can be an STS ExternalId", (sharedSecret) => {
    const authConfig = { ...METHODS.aws_customer_managed_role.input.authConfig, sharedSecret };
    expect(said(s3Input({ authConfig }))).toEqual([]);
  });

  test("how long an R2 key lives is a whole number of seconds", () => {
    for (const durationSeconds of [0, -0, -1, -900])
      expect(said(r2Input({ durationSeconds }))).toEqual([
        "authConfig.durationSeconds must be a whole number of seconds above 0.",
      ]);
    expect(said(r2Input({ durationSeconds: 1 }))).toEqual([]);
    for (const durationSeconds of [1.5, "900", true, Number.NaN, Number.POSITIVE_INFINITY, 1e300])
      expect(said(r2Input({ durationSeconds }))).toEqual([
        "authConfig.durationSeconds must be a whole number of seconds.",
      ]);
  });
});

describe("what only stands in for a secret", () => {
  const secrets = SAMPLES.flatMap(([title, { input }]) =>
    Object.keys(input.authConfig)
      .filter(isSecretAuthField)
      .map((field) => [title, field, input] as const),
  );

  test.each(secrets)(
    "is no secret, neither the service's mask, nor the state's fingerprint, nor an import's word: %s's %s",
    (_, field, input) => {
      const inAnswers = "'***' stands in for it in Arraylake's answers";
      const inStates = "'changed-outside:sha256:...' stands in for it in a state";
      for (const [standIn, where] of [
        ["***", inAnswers],
        ["**********", inAnswers],
        [" ***\n", inAnswers],
        [fingerprint("found-outside"), inStates],
        ["changed-outside:sha256:0", inStates],
        [" PUT-THE-SECRET-HERE\n", "'PUT-THE-SECRET-HERE' stands in for it in what an import wrote"],
      ]) {
        const problems = said({ nickname: "era5", ...input, authConfig: { ...input.authConfig, [field]: standIn } });
        expect(problems).toEqual([`authConfig.${field} must be the secret itself: ${where}.`]);
      }
    },
  );

  test.each(secrets)("is not what only resembles it: %s's %s", (_, field, input) => {
    for (const secret of ["AB**", "changed-outside", "a+changed-outside:sha256:1"].slice(
      field === "sharedSecret" ? 1 : 0,
    ))
      expect(said({ nickname: "era5", ...input, authConfig: { ...input.authConfig, [field]: secret } })).toEqual([]);
  });
});

describe("unknown fields", () => {
  test("are refused with the nearest known one, where one is near", () => {
    expect(said(s3Input({ nickame: "era5", colour: "red" }))).toEqual([
      "nickame is not a known field: did you mean 'nickname'?",
      "colour is not a known field: known here: org, nickname, uri, platform, name, prefix, extraConfig, authConfig, adopt.",
    ]);
  });

  test("of an auth config are held against those of its own method", () => {
    const authConfig = { ...METHODS.aws_customer_managed_role.input.authConfig, shared_secret: "x", tenantId: "y" };
    expect(said(s3Input({ authConfig }))).toEqual([
      "authConfig.shared_secret is not a known field: did you mean 'sharedSecret'?",
      "authConfig.tenantId is not a known field: known here: method, externalCustomerId, externalRoleName, sharedSecret.",
    ]);
  });

  test("of the extra config pass: the service has more of them", () => {
    expect(said(s3Input({ extraConfig: { regionName: "us-east-1", s3_express: true } }))).toEqual([]);
  });
});

test("null counts as absent, at any depth", () => {
  const extraConfig = { regionName: null, region_name: "us-east-1", useSsl: null };
  expect(said(s3Input({ org: null, uri: null, adopt: null, extraConfig }))).toEqual([]);
  expect(said(r2Input({ accountApiToken: null, durationSeconds: null }))).toEqual([]);
  expect(said(s3Input({ nickname: null, authConfig: null }))).toEqual([
    "nickname is required.",
    "authConfig is required.",
  ]);
  expect(said(r2Input({ accountApiToken: null, parentSecretAccessKey: null }))).toHaveLength(1);
});

test("wrong types are told in plain words", () => {
  const wrong = { org: 5, nickname: true, uri: 7, extraConfig: [], authConfig: "secret", adopt: "yes" };
  expect(said(wrong)).toEqual([
    "org must be a string.",
    "nickname must be a string.",
    "uri must be a string.",
    "extraConfig must be an object.",
    "authConfig must be an object.",
    "adopt must be true or false.",
  ]);
  expect(said(s3Input({ org: "" }))).toEqual(["org must not be empty."]);
  expect(said(s3Input({ org: " " }))).toEqual(["org must not be empty."]);
});

test("all mistakes are told at once, each with its path", () => {
  const input = {
    nickname: "a",
    platform: "s3",
    name: "b",
    prefix: "/",
    adopt: 1,
    authConfig: { method: "hmac" },
    x: 1,
  };
  expect(
    findProblems(input)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual([
    "adopt",
    "authConfig.accessKeyId",
    "authConfig.secretAccessKey",
    "extraConfig.regionName",
    "name",
    "nickname",
    "prefix",
    "x",
  ]);
});

describe("what a preview can't know yet", () => {
  test.each(["org", "nickname", "platform", "name", "prefix", "extraConfig", "authConfig", "adopt"])(
    "passes as %s",
    (field) => {
      expect(said(s3Input({ [field]: UNKNOWN }))).toEqual([]);
    },
  );

  test("passes as every field of every method, the method itself among them", () => {
    for (const [, { input }] of SAMPLES)
      for (const field of Object.keys(input.authConfig)) {
        const authConfig = { ...input.authConfig, [field]: UNKNOWN };
        expect(said({ nickname: "era5", ...input, authConfig }), field).toEqual([]);
      }
  });

  test("leaves open what the rest of it decides: the platform of s3:// with an endpoint or settings to come", () => {
    const { authConfig } = METHODS.r2_customer_managed_role.input;
    const config = { nickname: "era5", uri: "s3://acme-bucket", authConfig };
    expect(said({ ...config, extraConfig: { endpointUrl: UNKNOWN } })).toEqual([]);
    expect(said({ ...config, extraConfig: UNKNOWN })).toEqual([]);
    expect(said({ ...config, uri: UNKNOWN, extraConfig: UNKNOWN })).toEqual([]);
    expect(said(s3Input({ extraConfig: { regionName: UNKNOWN } }))).toEqual([]);
  });

  test("does not hide the mistakes beside it", () => {
    expect(
      said(s3Input({ nickname: UNKNOWN, prefix: "/", authConfig: { method: "hmac", accessKeyId: UNKNOWN } })),
    ).toEqual([
      "prefix must be at most 256 characters, without a space, without '://', and without '/' first or last; not '/'.",
      "authConfig.secretAccessKey is required.",
    ]);
  });
});

test("no problem repeats a secret, nor what a user may have marked as one", () => {
  const secrets = Object.values(SECRETS);
  const { accessKeyId, sharedSecret, secretAccessKey } = SECRETS;
  const wrong = [
    r2Input({ externalAccountId: 5, durationSeconds: "x" }, { uri: `ftp://${sharedSecret}` }),
    hmacInput({ uri: `s3://${accessKeyId}:${secretAccessKey}@acme-bucket/${sharedSecret}/` }),
    s3Input({ authConfig: { method: "aws_customer_managed_role", sharedSecret: `${sharedSecret}!` } }),
    s3Input({ authConfig: sharedSecret, extraConfig: [accessKeyId] }),
    hmacInput({ extraConfig: { useSsl: sharedSecret, endpointUrl: `https://${accessKeyId}:${secretAccessKey}@x` } }),
    hmacInput({ extraConfig: { regionName: ` ${sharedSecret}`, ca: `${accessKeyId}\ud800`, region: secretAccessKey } }),
  ];
  for (const input of wrong) {
    const text = said(input).join("\n");
    expect(text).not.toBe("");
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
});
