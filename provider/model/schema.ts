import * as z from "zod";
import { AUTH_METHODS, type AuthField, type AuthMethod, METHOD_NAMES } from "./auth-methods";
import { SETTING_NAMES, settingRow } from "./extra-config";
import { PLATFORM_NAMES, SCHEMES } from "./platforms";
import { configKey, standsIn } from "./provider-settings";
import { standInOf } from "./secrets";
import { codePoints, cutOuterWhitespace, inWords, noneOf, quoted } from "./text";
import { toSnakeCase } from "./wire-names";

// The shape of what a user writes. No transforms: the same schemas make the JSON Schema for editors. Rules that look at
// more than one field are in rules.ts; the normal form is made in normal-form.ts.
// Rules from the service's page "Managing Storage" and its published Python client (arraylake 1.7.0, types.py).

/** Python's `\w`, which the service's pattern for names uses: any letter or number of any script, and the underscore. */
const NAME_PATTERN = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]+$/u;
const NAME_RULE = "letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first";

export function isNickname(text: string): boolean {
  const nickname = cutOuterWhitespace(text);
  return NAME_PATTERN.test(nickname) && within(nickname, 3, 64);
}

export function isBucketName(text: string): boolean {
  return NAME_PATTERN.test(text) && within(text, 3, 63);
}

export function isPrefix(text: string): boolean {
  const prefix = cutOuterWhitespace(text);
  return within(prefix, 0, 256) && !/^\/|\/$| |:\/\//.test(prefix);
}

function within(text: string, least: number, most: number): boolean {
  const length = codePoints(text);
  return length >= least && length <= most;
}

export const NICKNAME_RULE = `must be 3 to 64 characters: ${NAME_RULE}`;
export const BUCKET_NAME_RULE = `must be 3 to 63 characters: ${NAME_RULE}`;
export const PREFIX_RULE =
  "must be at most 256 characters, without a space, without '://', and without '/' first or last";

/** A rule on a text that is no secret, with what was written instead. */
function saying(rule: string) {
  return { error: ({ input }: { readonly input: unknown }) => `${rule}; not ${quoted(input as string)}` };
}

/** What goes into an address of the service as one part of its path, and so must not lead to another one. */
const PATH_PART = /^(?!\.{1,2}$)[^\s/\\?#%\p{Cc}\p{Cs}]+$/u;
const PATH_PART_RULE = "without blanks, control characters and / \\ ? # %, and neither '.' nor '..'";

export function isOrg(text: string): boolean {
  return PATH_PART.test(cutOuterWhitespace(text));
}

/** Whether a text can be the id of a BucketConfig. The service's are uuids, which is not asked for. */
export function isId(text: string): boolean {
  return PATH_PART.test(text);
}

export const ORG_RULE = `must be an organisation's name, ${PATH_PART_RULE}`;
const ID_RULE = `must be the id of a BucketConfig, ${PATH_PART_RULE}`;

/** An organisation's name: outer whitespace is cut from it, so that alone is none. */
export const orgSchema = z.string().refine(isOrg, {
  error: ({ input }) => {
    const org = cutOuterWhitespace(input as string);
    return org === "" ? "must not be empty" : `${ORG_RULE}; not ${quoted(org)}`;
  },
});

export const idSchema = z.string().refine(isId, {
  error: ({ input }) =>
    input === "" ? "must not be empty: give the id of a BucketConfig" : `${ID_RULE}; not ${quoted(input as string)}`,
});

/** A secret that is shown in its place is none. */
const secret = z.string().refine((text) => standInOf(text) === undefined, {
  error: ({ input }) => `must be the secret itself: ${standInOf(input as string)}`,
  abort: true,
});

const AUTH_BRANCHES = Object.entries(AUTH_METHODS).map(([name, method]) => authBranch(name, method));

function authBranch(name: string, { fields, formerly, words }: AuthMethod) {
  const shape = Object.entries(fields).map(([field, row]) => [field, authField(row)] as const);
  return z.strictObject({ method: z.literal([name, ...formerly]), ...Object.fromEntries(shape) }).describe(words);
}

function authField({ type, secret: isSecret, required, words, pattern }: AuthField): z.ZodType {
  const text = isSecret ? secret : z.string();
  const value =
    type === "seconds"
      ? z.int({ error: "must be a whole number of seconds" })
      : pattern
        ? text.regex(pattern.of, { error: pattern.rule })
        : text;
  return required === true ? value.describe(words) : value.describe(words).optional();
}

const authConfigSchema = z
  .discriminatedUnion("method", AUTH_BRANCHES as [(typeof AUTH_BRANCHES)[number], ...typeof AUTH_BRANCHES], {
    error: ({ code, input }) =>
      code === "invalid_union" ? methodProblem((input as { method?: unknown }).method) : undefined,
  })
  .describe("How Arraylake gets at the bucket.");

function methodProblem(method: unknown): string {
  const known = METHOD_NAMES.join(", ");
  if (method === undefined) return `is required: one of ${known}`;
  if (method === "bucket_policy") {
    return `'bucket_policy' is retired, and Arraylake takes it for no new config: use one of ${known}`;
  }
  return typeof method === "string" && method !== "" ? noneOf(method, METHOD_NAMES) : `must be one of ${known}`;
}

/** Version 0.1.0 took either for any key. Which of the two a known key has to be, and what else, is in value-rules.ts. */
const setting = (error: string) => z.union([z.string(), z.boolean()], { error });

const SETTING_TYPES = { string: "must be a string", boolean: "must be true or false" };

const settings = SETTING_NAMES.map((name) => {
  const { type, words } = settingRow(name);
  return [name, setting(SETTING_TYPES[type]).describe(words).optional()] as const;
});

const extraConfigSchema = z
  .object(Object.fromEntries([...settings, ...settings.map(([name, each]) => [toSnakeCase(name), each] as const)]))
  .catchall(setting("must be a string, true or false"))
  .describe("Settings of the object store. A key that is not listed goes to the service as it is written.");

export const bucketConfigSchema = z.strictObject({
  org: orgSchema.describe(`The organisation. Default: config ${configKey("org")}, then ${standsIn("org")}.`).optional(),
  nickname: z
    .string()
    .refine(isNickname, saying(NICKNAME_RULE))
    .describe("The name by which people and repos refer to the config. The only field that changes in place."),
  uri: z
    .string()
    .describe(`Where: scheme://bucket[/prefix], with ${inWords(SCHEMES, "or")}. Instead of platform, name and prefix.`)
    .optional(),
  platform: z
    .enum(PLATFORM_NAMES, {
      error: ({ input }) =>
        typeof input === "string" ? noneOf(input, PLATFORM_NAMES) : `must be one of ${PLATFORM_NAMES.join(", ")}`,
    })
    .describe("The kind of object store. Instead of uri.")
    .optional(),
  name: z
    .string()
    .refine(isBucketName, saying(BUCKET_NAME_RULE))
    .describe("The bucket's or container's name. Instead of uri.")
    .optional(),
  prefix: z
    .string()
    .refine(isPrefix, saying(PREFIX_RULE))
    .describe("The path inside the bucket. Default: none. Instead of uri.")
    .optional(),
  extraConfig: extraConfigSchema.optional(),
  authConfig: authConfigSchema,
  adopt: z
    .boolean()
    .describe(
      "Take over the BucketConfig that already stands at this location, if it is the same in every field that can be read back. Default: false.",
    )
    .optional(),
});

/** What the normal form holds: `uri` becomes the location's parts there, and `adopt` is no setting. */
export type FieldName = Exclude<keyof z.infer<typeof bucketConfigSchema>, "uri" | "adopt">;
