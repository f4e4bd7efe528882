import fc from "fast-check";
import { UNKNOWN } from "../../../provider/model/unknown";

type Values = Record<string, unknown>;

const PLATFORMS = ["s3", "s3-compatible", "minio", "gs", "azure"];
const PLATFORM_OF_SCHEME = { s3: "s3", "s3-compatible": "s3-compatible", minio: "minio", gs: "gs", az: "azure" };
const NAME_CHARACTERS = [..."abzAZ09_.-", "é", "日", "𝒳", "½"];
const ODD_CHARACTERS = [...NAME_CHARACTERS, ..." /:\t\n\u00a0\ufeff\u3000\u0301", "😀", "\ud800", "://"];

const letter = fc.constantFrom(..."abzAZ09_", "é", "日", "𝒳");
const goodName = (longest: number) =>
  fc
    .tuple(letter, fc.array(fc.constantFrom(...NAME_CHARACTERS), { minLength: 2, maxLength: longest - 1 }))
    .map(([first, rest]) => first + rest.join(""));
const oddText = (longest: number) =>
  fc.array(fc.constantFrom(...ODD_CHARACTERS), { maxLength: longest }).map((parts) => parts.join(""));
const goodPrefix = fc
  .array(fc.array(fc.constantFrom(...NAME_CHARACTERS, "=", ","), { minLength: 1, maxLength: 8 }), { maxLength: 4 })
  .map((parts) => parts.map((part) => part.join("")).join("/"));
const space = fc.constantFrom("", "", "", " ", "\t", "\u00a0", "\u3000", "\ufeff");
const around = (text: fc.Arbitrary<string>) => fc.tuple(space, text, space).map((parts) => parts.join(""));
const anyText = fc.oneof(fc.string(), fc.string({ unit: "binary" }), oddText(12));

/** Mostly what the rules ask for, now and then anything near it. */
const mostly = <T>(good: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: odd });

const nickname = mostly(around(goodName(64)), oddText(70));
const bucketName = mostly(goodName(63), oddText(66));
const prefix = mostly(around(goodPrefix), oddText(260));
const R2 = "https://0123.r2.cloudflarestorage.com";
const endpoint = mostly(fc.constantFrom(R2, "https://minio.example.com"), fc.constantFrom("", "r2"));
const authText = mostly(fc.stringMatching(/^[!-)+-~é日]([ -)+-~é日]{0,20}[!-)+-~é日])?$/u), anyText);
const sharedSecret = mostly(
  fc.array(fc.constantFrom(..."AZaz09_+=,.@:/-"), { minLength: 2, maxLength: 40 }).map((parts) => parts.join("")),
  oddText(6),
);

const settings = fc.record(
  {
    region_name: mostly(fc.constantFrom("us-east-1", "auto"), fc.constantFrom("", "us east")),
    endpoint_url: endpoint,
    use_ssl: mostly<unknown>(fc.boolean(), fc.constantFrom("true", "no")),
    force_path_style: fc.boolean(),
    other_key: mostly<unknown>(fc.boolean(), anyText),
    "Ünïcode key": fc.boolean(),
  },
  { requiredKeys: [] },
);

const optional = (fields: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[]) =>
  fc.record(fields, { requiredKeys });

const authConfigs: Record<string, fc.Arbitrary<unknown>> = {
  anonymous: optional({ storage_account: fc.oneof(authText, fc.constant(null)) }, []),
  hmac: optional({ access_key_id: authText, secret_access_key: authText }, ["access_key_id", "secret_access_key"]),
  aws_customer_managed_role: optional(
    { external_customer_id: authText, external_role_name: authText, shared_secret: sharedSecret },
    ["external_customer_id", "external_role_name", "shared_secret"],
  ),
  gcp_customer_managed_role: optional({ target_service_account: authText }, ["target_service_account"]),
  r2_customer_managed_role: optional(
    {
      external_account_id: authText,
      parent_access_key_id: authText,
      account_api_token: fc.oneof(authText, fc.constant(null)),
      parent_secret_access_key: fc.oneof(authText, fc.constant(null)),
      duration_seconds: mostly<unknown>(fc.integer({ min: 1 }), fc.oneof(fc.integer(), fc.constant(null))),
    },
    ["external_account_id", "parent_access_key_id"],
  ),
  azure_credential_delegation: optional({ tenant_id: authText, storage_account: authText }, [
    "tenant_id",
    "storage_account",
  ]),
};
authConfigs.customer_managed_role = authConfigs.aws_customer_managed_role as fc.Arbitrary<unknown>;

const PLATFORM_OF_METHOD: Record<string, string> = {
  aws_customer_managed_role: "s3",
  customer_managed_role: "s3",
  gcp_customer_managed_role: "gs",
  r2_customer_managed_role: "s3-compatible",
  azure_credential_delegation: "azure",
};

/** Bodies of a POST that are right, or wrong in one place or two, as the wire has them. */
export const wireBodies: fc.Arbitrary<Values> = fc
  .constantFrom(...Object.keys(authConfigs))
  .chain((method) =>
    fc.record({
      nickname,
      platform: mostly(
        fc
          .constant(PLATFORM_OF_METHOD[method])
          .chain((only) => (only ? fc.constant(only) : fc.constantFrom(...PLATFORMS))),
        fc.constantFrom(...PLATFORMS),
      ),
      name: bucketName,
      prefix,
      extra_config: mostly(
        settings.map(
          (given): Values => ({
            region_name: "us-east-1",
            endpoint_url: R2,
            ...given,
          }),
        ),
        settings,
      ),
      auth_config: (authConfigs[method] as fc.Arbitrary<Values>).map((fields) => ({ method, ...fields })),
    }),
  )
  .chain((body) => mutated(body));

/** Leaves a body as it is three times of four; else takes something out of it or puts something wrong in its place. */
function mutated(body: Values): fc.Arbitrary<Values> {
  const places = Object.entries(body).flatMap(([field, value]) =>
    typeof value === "object" && value !== null
      ? [[field], ...Object.keys(value).map((key) => [field, key])]
      : [[field]],
  );
  const wrong = fc.oneof(fc.constantFrom(undefined, "", "bucket_policy", 1.5, -1, [], {}, true), anyText);
  const mutation = fc.tuple(fc.constantFrom(...places), wrong);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(body) },
    { weight: 1, arbitrary: mutation.map(([path, value]) => changed(body, path, value)) },
  );
}

/** A value put at a path; `undefined` takes out what is there. */
function changed(values: Values, [key = "", ...rest]: readonly string[], value: unknown): Values {
  const at = rest.length === 0 ? value : changed(values[key] as Values, rest, value);
  const { [key]: _, ...others } = values;
  return at === undefined ? others : { ...others, [key]: at };
}

const FIELD_OF_WIRE: Record<string, string> = {
  extra_config: "extraConfig",
  auth_config: "authConfig",
  region_name: "regionName",
  endpoint_url: "endpointUrl",
  use_ssl: "useSsl",
  force_path_style: "forcePathStyle",
  storage_account: "storageAccount",
  access_key_id: "accessKeyId",
  secret_access_key: "secretAccessKey",
  external_customer_id: "externalCustomerId",
  external_role_name: "externalRoleName",
  shared_secret: "sharedSecret",
  target_service_account: "targetServiceAccount",
  external_account_id: "externalAccountId",
  parent_access_key_id: "parentAccessKeyId",
  account_api_token: "accountApiToken",
  parent_secret_access_key: "parentSecretAccessKey",
  duration_seconds: "durationSeconds",
  tenant_id: "tenantId",
};

/** The same thing as a user writes it. This mapping is the test's own, apart from the provider's. */
export function asWritten(body: Values): Values {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      FIELD_OF_WIRE[key] ?? key,
      typeof value === "object" && value !== null && !Array.isArray(value) ? asWritten(value as Values) : value,
    ]),
  );
}

/** Inputs near to right ones, as users write them: in either form of the location, with nulls and unknown values. */
export const nearInputs: fc.Arbitrary<Values> = fc
  .tuple(wireBodies.map(asWritten), fc.constantFrom("parts", "uri", "both"), fc.boolean(), fc.boolean())
  .chain(([input, form, adopt, wireSpelling]) => {
    const located = form === "parts" ? input : withUri(input, form === "both");
    const spelled = wireSpelling ? withWireSettings(located) : located;
    const whole: Values = { org: "acme", ...spelled, ...(adopt ? { adopt } : {}) };
    const places = Object.entries(whole).flatMap(([field, value]) =>
      typeof value === "object" && value !== null
        ? [[field], ...Object.keys(value).map((key) => [field, key])]
        : [[field]],
    );
    const open = fc.tuple(fc.constantFrom(...places), fc.constantFrom(UNKNOWN, null));
    return fc.oneof(
      { weight: 2, arbitrary: fc.constant(whole) },
      { weight: 1, arbitrary: open.map(([path, value]) => changed(whole, path, value)) },
    );
  });

function withUri({ platform, name, prefix, ...rest }: Values, both: boolean): Values {
  const scheme = Object.entries(PLATFORM_OF_SCHEME).find(([, known]) => known === platform)?.[0] ?? String(platform);
  const uri = `${scheme}://${String(name)}${prefix ? `/${String(prefix)}` : ""}`;
  return { ...rest, uri, ...(both ? { prefix } : {}) };
}

function withWireSettings({ extraConfig, ...rest }: Values): Values {
  if (typeof extraConfig !== "object" || extraConfig === null || Array.isArray(extraConfig))
    return { ...rest, extraConfig };
  const wire = Object.entries(extraConfig).map(([key, value]) => [
    Object.entries(FIELD_OF_WIRE).find(([, field]) => field === key)?.[0] ?? key,
    value,
  ]);
  return { ...rest, extraConfig: Object.fromEntries(wire) };
}

const wild = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(UNKNOWN),
  anyText,
  fc.constantFrom("anonymous", "hmac", "r2_customer_managed_role", "s3", "s3://acme-bucket", "uri"),
);
const FIELDS = ["org", "nickname", "uri", "platform", "name", "prefix", "extraConfig", "authConfig", "adopt"];

/** Anything at all under the names of the fields, and under others. */
export const wildInputs: fc.Arbitrary<Values> = fc
  .tuple(
    fc.record(Object.fromEntries(FIELDS.map((field) => [field, wild])), { requiredKeys: [] }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString")), wild, { maxKeys: 2 }),
    fc.option(
      fc.record({ method: wild, accessKeyId: wild, sharedSecret: wild, storageAccount: wild }, { requiredKeys: [] }),
    ),
  )
  .map(([fields, others, authConfig]): Values => ({ ...others, ...fields, ...(authConfig ? { authConfig } : {}) }));
