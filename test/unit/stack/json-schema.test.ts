import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { isSecretAuthField } from "../../../provider/model/auth-methods";
import { isBucketName, isNickname, isOrg, isPrefix } from "../../../provider/model/schema";
import { cutOuterWhitespace, isPrintable } from "../../../provider/model/text";
import { readStackConfig } from "../../../provider/stack/config";
import { stackConfigJsonSchema } from "../../../provider/stack/json-schema";
import { PATTERNS } from "../../../provider/stack/json-schema-rules";
import { hmacInput, METHODS, r2Input, SAMPLES, s3Input } from "../helpers/samples";

const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(stackConfigJsonSchema());

/** What is wrong with a config file, by an independent validator. */
function errors(file: unknown): string[] {
  validate(file);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function errorsOfEntry(entry: unknown): string[] {
  return errors({ config: { "storage:bucketConfigs": { era5: encrypted(entry) } } });
}

/** An entry with its secrets as Pulumi writes them. */
function encrypted(entry: unknown): unknown {
  const { authConfig } = entry as { authConfig?: unknown };
  if (typeof authConfig !== "object" || authConfig === null) return entry;
  const fields = Object.entries(authConfig).map(([field, value]) =>
    isSecretAuthField(field) && typeof value === "string" ? [field, { secure: "v1:abc" }] : [field, value],
  );
  return { ...(entry as object), authConfig: Object.fromEntries(fields) };
}

describe("an editor accepts", () => {
  test.each(SAMPLES)("%s", (_, { input }) => {
    expect(errorsOfEntry(input)).toEqual([]);
  });

  test("a whole file: settings, a default, secrets as Pulumi writes them, and what is others'", () => {
    const file = parse(`
config:
  aws:region: us-east-1
  arraylake:org: acme
  arraylake:token: { secure: v1:abc }
  arraylake:timeoutSeconds: 60
  my-storage:defaultBucketConfig: lab
  my-storage:bucketConfigs:
    lab:
      nickname: lab-2
      uri: minio://lab
      extraConfig: { endpointUrl: https://minio.example.com, anything: else }
      authConfig: { method: hmac, accessKeyId: { secure: v1:abc }, secretAccessKey: { secure: v1:def } }
      protect: true
      retainOnDelete: false
      adopt: true
encryptionsalt: v1:xyz
`);
    expect(errors(file)).toEqual([]);
  });

  test("keys without the project's name, which Pulumi takes for the project's own", () => {
    expect(errors({ config: { bucketConfigs: { lab: encrypted(hmacInput()) }, defaultBucketConfig: "lab" } })).toEqual(
      [],
    );
  });
});

const examples = join(import.meta.dirname, "../../../examples");
const stackFiles = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(examples, name)).map((file) => join(name, file)))
  .filter((file) => /Pulumi\.[^/]+\.yaml$/.test(file));

test.each(stackFiles)("the example %s names its schema in its first line, and is valid", (file) => {
  const text = readFileSync(join(examples, file), "utf8");
  expect(text).toMatch(/^# yaml-language-server: \$schema=arraylake\.schema\.json\n/);
  expect(errors(parse(text))).toEqual([]);
});

describe("an editor marks", () => {
  test.each<[string, unknown, RegExp]>([
    ["a mistyped field", s3Input({ prefx: "x" }), /additional properties/],
    ["a field of another method", r2Input({ sharedSecret: "x" }), /additional properties/],
    ["an unknown platform", s3Input({ platform: "ftp" }), /platform must be equal to one of/],
    ["an unknown method", s3Input({ authConfig: { method: "bucket_policy" } }), /method must be equal to one of/],
    ["a number in place of a text", s3Input({ prefix: 5 }), /prefix must be string/],
    ["a nickname that is none", s3Input({ nickname: "-x" }), /nickname must match pattern/],
    ["a uri that is none", hmacInput({ uri: "s3:/x" }), /uri must match pattern/],
    ["a prefix with a slash at its end", s3Input({ prefix: "era5/" }), /prefix must NOT be valid/],
    ["no location", { authConfig: { method: "anonymous" } }, /required property 'uri'/],
    ["the location said twice", hmacInput({ name: "lab-bucket" }), /must match exactly one schema/],
    ["a platform without a name", s3Input({ name: undefined }), /required property 'name'/],
    ["no auth config", s3Input({ authConfig: undefined }), /required property 'authConfig'/],
    ["s3 without its region", s3Input({ extraConfig: { useSsl: true } }), /required property 'regionName'/],
    [
      "s3:// with neither region nor endpoint",
      { ...METHODS.hmac.input, uri: "s3://x-bucket", extraConfig: {} },
      /'region/,
    ],
    ["s3-compatible without its endpoint", hmacInput({ uri: "s3-compatible://lab", extraConfig: {} }), /'endpointUrl'/],
    ["a role of one platform on another", s3Input({ platform: "gs" }), /platform must be equal to constant/],
    [
      "R2 without a second secret",
      r2Input({ accountApiToken: undefined, parentSecretAccessKey: undefined }),
      /'accountApiToken'/,
    ],
    [
      "an encrypted method",
      s3Input({ authConfig: { method: { secure: "v1:abc" } } }),
      /method must be equal to one of/,
    ],
  ])("%s", (_, entry, expected) => {
    expect(errorsOfEntry(JSON.parse(JSON.stringify(entry))).join("\n")).toMatch(expected);
  });

  test.each(
    [hmacInput(), s3Input(), r2Input()].flatMap(({ authConfig }) =>
      Object.keys(authConfig as object)
        .filter(isSecretAuthField)
        .map((field) => [field, authConfig] as const),
    ),
  )("a secret in clear: %s", (field, authConfig) => {
    const { authConfig: others } = encrypted({ authConfig }) as { authConfig: object };
    const entry = { ...s3Input(), authConfig: { ...others, [field]: (authConfig as Record<string, unknown>)[field] } };
    expect(errors({ config: { "storage:bucketConfigs": { era5: entry } } }).join("\n")).toContain(
      `${field} must be object`,
    );
  });

  test("a token in clear, and a setting that does not exist", () => {
    expect(errors({ config: { "arraylake:token": "ema_0001" } })).not.toEqual([]);
    expect(errors({ config: { "arraylake:serviceUrl": "https://example.com" } })).not.toEqual([]);
  });

  test.each([0, -1, 86_401, "5 minutes", "1e3"])("a time limit that is refused: %j", (limit) => {
    expect(errors({ config: { "arraylake:timeoutSeconds": limit } })).not.toEqual([]);
  });

  test("a list of entries in place of a map", () => {
    expect(errors({ config: { "storage:bucketConfigs": [s3Input()] } })).toEqual([
      "/config/storage:bucketConfigs must be object",
    ]);
  });
});

describe("its patterns say what the program's own check says", () => {
  const odd = fc
    .array(fc.constantFrom(..."abZ09_.-é日½/: \t", "😀", "://"), { maxLength: 70 })
    .map((parts) => parts.join(""));
  const matches = (pattern: string) => (text: string) => new RegExp(pattern, "u").test(text);

  test.each([
    ["nickname", matches(PATTERNS.nickname.pattern), isNickname],
    ["name", matches(PATTERNS.name.pattern), isBucketName],
    [
      "prefix",
      (text: string) => !matches(PATTERNS.prefix.not.pattern)(text),
      (text: string) => isPrefix(text) && isPrintable(cutOuterWhitespace(text)),
    ],
    ["org", matches(PATTERNS.org.pattern), isOrg],
  ])("of a %s", (_, inSchema, inProgram) => {
    const name = fc.stringMatching(/^[a-z0-9_.é-]{0,66}$/u);
    fc.assert(
      fc.property(fc.oneof(odd, name), (text) => inSchema(text) === inProgram(text)),
      { numRuns: 2000 },
    );
  });
});

const settingSamples: [string, unknown][] = [
  ...["regionName", "region_name"].flatMap((key) =>
    ["us-east-1", "", " ", "us east", "a\n", true, 5].map((value): [string, unknown] => [key, value]),
  ),
  ...["endpointUrl", "endpoint_url"].flatMap((key) =>
    [
      "https://minio.example.com",
      "HTTP://127.0.0.1:9000/a@b?c#d",
      "",
      "minio.example.com",
      "ftp://minio.example.com",
      "https://key:secret@minio.example.com",
      "https://a b",
      "https://",
      false,
    ].map((value): [string, unknown] => [key, value]),
  ),
  ...["useSsl", "use_ssl", "forcePathStyle", "force_path_style"].flatMap((key) =>
    [true, false, "true", "maybe", 1].map((value): [string, unknown] => [key, value]),
  ),
  ...["region", "RegionName", "region-name", "endpoint", "endpointURL", "ssl", "USE_SSL", "forcePathstyle"].map(
    (key): [string, unknown] => [key, "x"],
  ),
  ...["path_style", "s3ForcePathStyle", "ca", "virtualHostStyle", "s3_express", "profile", "constructor"].map(
    (key): [string, unknown] => [key, true],
  ),
  ...["", " ", "a\nb"].map((key): [string, unknown] => [key, true]),
  ["__proto__", "x"],
  ["ca", "several\nlines"],
  ["ca", 5],
];

function azureTenant(tenantId: string) {
  return { authConfig: { ...METHODS.azure_credential_delegation.input.authConfig, tenantId } };
}

describe("it judges an entry as the program's own check does", () => {
  test.each<[string, object]>([
    ...["acme", " acme ", ".", "..", "a/b", "a b", "a\\b", "a?b", "a#b", "%2e", "", " ", "a\u0000", "\ud800"].map(
      (org): [string, object] => [`org ${JSON.stringify(org)}`, s3Input({ org })],
    ),
    ...settingSamples.map(([key, value]): [string, object] => [
      `${key}: ${JSON.stringify(value)}`,
      hmacInput({ extraConfig: { [key]: value } }),
    ]),
    ...["x", "x y", "", " ", " x", "x\n", "a\u0000b"].map((text): [string, object] => [
      `tenantId ${JSON.stringify(text)}`,
      { ...METHODS.azure_credential_delegation.input, ...azureTenant(text) },
    ]),
    ...["era5", "a\tb", "\ta\n", "a\u0000", "a\u2028b"].flatMap((prefix): [string, object][] => [
      [`prefix ${JSON.stringify(prefix)}`, s3Input({ prefix })],
      [`a uri with ${JSON.stringify(prefix)}`, hmacInput({ uri: `minio://lab-bucket/${prefix}` })],
    ]),
    ...[1, 0, -1, 1.5, "900"].map((durationSeconds): [string, object] => [
      `durationSeconds ${JSON.stringify(durationSeconds)}`,
      r2Input({ durationSeconds }),
    ]),
    ...[["old"], ["old", "older"], [], ["old", "old"], [""], [5], "old"].map((aliases): [string, object] => [
      `aliases ${JSON.stringify(aliases)}`,
      s3Input({ aliases }),
    ]),
  ])("%s", (_, entry) => {
    const config = readStackConfig({ era5: entry }, undefined);
    const problems = "problems" in config ? config.problems : config.doubts;
    expect(errorsOfEntry(JSON.parse(JSON.stringify(entry))).length > 0).toBe(problems.length > 0);
  });

  test("and the name of an entry", () => {
    const named = (key: string) =>
      JSON.parse(`{"config":{"storage:bucketConfigs":{"${key}":{"adopt":true}}}}`) as object;
    expect(errors(named("__proto__")).join()).toContain("property name must be valid");
    expect(errors(named("constructor")).join()).not.toContain("property name must be valid");
  });

  test("and the stack's organisation as an entry's", () => {
    expect(errors({ config: { "arraylake:org": "acme" } })).toEqual([]);
    expect(errors({ config: { "arraylake:org": "../acme" } })).not.toEqual([]);
  });
});

type Described = { description?: string; properties?: Record<string, Described>; oneOf?: Described[] };

test("every field has a description, so that nobody has to look it up elsewhere", () => {
  const { config } = stackConfigJsonSchema().properties as { config: Record<string, Record<string, unknown>> };
  const entries = config.patternProperties?.["^([^:]+:)?bucketConfigs$"] as { additionalProperties: Described };
  const entry = entries.additionalProperties;
  const { authConfig, extraConfig } = entry.properties as Record<string, Described>;
  const fields = [entry, extraConfig, ...(authConfig?.oneOf ?? [])].flatMap((holder) =>
    Object.entries(holder?.properties ?? {}),
  );
  expect(fields.length).toBeGreaterThan(25);
  for (const [field, { description }] of fields) if (field !== "method") expect(description, field).toMatch(/\.$/);
});
