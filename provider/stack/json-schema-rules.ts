import { EXTRA_CONFIG_FIELDS, EXTRA_CONFIG_WORDS } from "../model/fields";
import type { ExtraConfigFieldName } from "../model/schema";

// What the zod schemas leave to code, as far as JSON Schema can say it simply. The program's own check has the last word.

const NAME_START = "[\\p{L}\\p{N}_]";
const NAME_REST = "[\\p{L}\\p{N}_.-]";
const NAME = `${NAME_START}${NAME_REST}{2,62}`;

/** By field of an entry. Outer whitespace of org, nickname and prefix is cut before they are used. */
export const PATTERNS = {
  aliases: { uniqueItems: true },
  org: { pattern: "^\\s*(?!\\.{1,2}\\s*$)[^\\s/\\\\?#%\\p{Cc}\\p{Cs}]+\\s*$" },
  nickname: { pattern: `^\\s*${NAME_START}${NAME_REST}{2,63}\\s*$` },
  uri: { pattern: `^\\s*(s3|s3-compatible|minio|gs|az|azure)://${NAME}(/[^\\p{Cc}\\p{Cs}\\u2028\\u2029]*)?\\s*$` },
  name: { pattern: `^${NAME}$` },
  prefix: { not: { pattern: "^\\s*/|/\\s*$|\\S\\s*[ \\p{Cc}\\u2028\\u2029]\\s*\\S|[^\\P{Cc}\\s]|\\p{Cs}|://" } },
} as const;

const PRINTABLE = "[^\\p{Cc}\\p{Cs}\\u2028\\u2029]";

/** Of every text of an auth config that has no pattern of its own. */
export const AUTH_TEXT = { pattern: `^(?!\\s)(?!.*\\s$)${PRINTABLE}+$` };

/** Of every number of an auth config. */
export const AUTH_NUMBER = { minimum: 1 };

/** Of every secret of an auth config. */
export const SECRET = { not: { pattern: "^\\s*(\\*{3,}\\s*$|changed-outside:sha256:)" } };

/** By known key of extraConfig, in either spelling. */
export const SETTINGS: Readonly<Record<ExtraConfigFieldName, object>> = {
  regionName: { type: "string", pattern: "^[^\\s\\p{Cc}\\p{Cs}]+$" },
  endpointUrl: {
    type: "string",
    pattern: "^[hH][tT][tT][pP][sS]?://[^\\s/?#@\\\\\\p{Cc}\\p{Cs}]+([/?#][^\\s\\p{Cc}\\p{Cs}]*)?$",
  },
  useSsl: { type: "boolean" },
  forcePathStyle: { type: "boolean" },
};

/** A word in any case, and with any separators in it. */
const inAnyDress = (word: string) =>
  [...word].map((letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}][\\s_.-]*`).join("");

/** A key of extraConfig is a known one, or not like one. Slips in the letters are left to the program's own check. */
export const SETTING_NAMES = {
  anyOf: [
    { enum: Object.entries(EXTRA_CONFIG_FIELDS).flat() },
    {
      pattern: `^(?!\\s*$|__proto__$)${PRINTABLE}+$`,
      not: { pattern: `^[\\s_.-]*(${Object.values(EXTRA_CONFIG_WORDS).flat().map(inAnyDress).join("|")})$` },
    },
  ],
};

const has = (field: string) => ({ required: [field] });
const hasSetting = (...fields: string[]) => ({
  required: ["extraConfig"],
  properties: { extraConfig: { anyOf: fields.map(has) } },
});
const uriLike = (schemes: string) => ({ required: ["uri"], properties: { uri: { pattern: `^\\s*(${schemes})://` } } });
const onPlatform = (platform: string) => ({ required: ["platform"], properties: { platform: { const: platform } } });
const withMethod = (...methods: string[]) => ({
  required: ["authConfig"],
  properties: { authConfig: { required: ["method"], properties: { method: { enum: methods } } } },
});
const only = (platform: string, schemes: string) => ({ anyOf: [onPlatform(platform), uriLike(schemes)] });

const when = (condition: object, rule: object) => ({ anyOf: [{ not: condition }, rule] });

/** The rules of an entry that look at more than one field. */
export const LOCATION_RULES = [
  {
    oneOf: [
      { ...has("uri"), not: { anyOf: [has("platform"), has("name"), has("prefix")] } },
      { required: ["platform", "name"], not: has("uri") },
    ],
  },
  when(onPlatform("s3"), hasSetting("regionName", "region_name")),
  when(uriLike("s3"), hasSetting("regionName", "region_name", "endpointUrl", "endpoint_url")),
  when(only("s3-compatible", "s3-compatible"), hasSetting("endpointUrl", "endpoint_url")),
  when(withMethod("aws_customer_managed_role", "customer_managed_role"), only("s3", "s3")),
  when(withMethod("gcp_customer_managed_role"), only("gs", "gs")),
  when(withMethod("r2_customer_managed_role"), {
    ...only("s3-compatible", "s3|s3-compatible"),
    ...hasSetting("endpointUrl", "endpoint_url"),
  }),
  when(withMethod("azure_credential_delegation"), only("azure", "az|azure")),
];
