import * as z from "zod";
import { AUTH_METHODS, type AuthMethod, isSecretAuthField, METHOD_NAMES } from "../model/auth-methods";
import { type SettingName, settingOf } from "../model/extra-config";
import {
  configKey,
  PROVIDER_SETTING_NAMES,
  type ProviderSettingName,
  providerSetting,
  SECONDS,
  standsIn,
} from "../model/provider-settings";
import { entrySchema } from "./entry";
import { AUTH_NUMBER, AUTH_TEXT, LOCATION_RULES, PATTERNS, SETTING_KEYS, settingRule } from "./json-schema-rules";

/** A piece of JSON Schema. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly [keyword: string]: unknown;
}

const SECURE = { $ref: "#/definitions/secure" };
const onlySecure = { anyOf: [SECURE] };
const orSecure = ({ description, ...plain }: JsonSchema): JsonSchema => ({ description, anyOf: [plain, SECURE] });

/** The schema of a stack's config file, `Pulumi.STACK.yaml`. Draft 7, which every editor with a YAML language server takes. */
export function stackConfigJsonSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Config of a declarative stack of pulumi-arraylake (Pulumi.STACK.yaml)",
    type: "object",
    required: ["config"],
    properties: { config: configSchema() },
    definitions: {
      secure: {
        description: "A value that `pulumi config set --path --secret` encrypted.",
        type: "object",
        required: ["secure"],
        properties: { secure: { type: "string" } },
        additionalProperties: false,
      },
    },
  };
}

/** The project's name is its users' choice; a key without it is the project's own. */
function configSchema(): JsonSchema {
  return {
    description: "The stack's config.",
    type: "object",
    properties: Object.fromEntries(PROVIDER_SETTING_NAMES.map((name) => [configKey(name), settingSchema(name)])),
    patternProperties: {
      "^([^:]+:)?bucketConfigs$": {
        description: "The BucketConfigs, each under the name that it keeps.",
        type: "object",
        propertyNames: { not: { const: "__proto__" } },
        additionalProperties: entryJsonSchema(),
      },
      "^([^:]+:)?defaultBucketConfig$": {
        description: "The key of the BucketConfig that new repos use when they name none.",
        type: "string",
      },
      [`^arraylake:(?!(${[...PROVIDER_SETTING_NAMES, "bucketConfigs", "defaultBucketConfig"].join("|")})$)`]: false,
    },
  };
}

function settingSchema(name: ProviderSettingName): JsonSchema {
  const { type, secret, words } = providerSetting(name);
  const description = `${words} Default: ${standsIn(name)}.`;
  if (secret) return { description, ...onlySecure };
  if (type === "flag") return { description, enum: [true, false, "true", "false"] };
  if (type === "text") return { type: "string", minLength: 1, description, ...(name === "org" && PATTERNS.org) };
  return {
    description,
    anyOf: [
      { type: "number", minimum: SECONDS.least, maximum: SECONDS.most },
      { type: "string", pattern: "^[0-9]+([.][0-9]+)?$" },
    ],
  };
}

function entryJsonSchema(): JsonSchema {
  const { $schema: _, ...entry } = z.toJSONSchema(entrySchema, { target: "draft-7", io: "input" }) as JsonSchema;
  const rules: Readonly<Record<string, object>> = PATTERNS;
  const properties = mapped(entry.properties, (schema, field) => {
    if (field === "extraConfig") return extraConfigJsonSchema(schema);
    return field === "authConfig" ? authJsonSchema(schema) : { ...schema, ...rules[field] };
  });
  return { description: "A BucketConfig.", ...entry, properties, allOf: LOCATION_RULES };
}

function mapped(schemas: JsonSchema["properties"] = {}, change: (schema: JsonSchema, name: string) => JsonSchema) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema, name)]));
}

/** Each known key with its own type. Any text of it may be encrypted. */
function extraConfigJsonSchema({ additionalProperties, ...extraConfig }: JsonSchema): JsonSchema {
  return {
    ...extraConfig,
    properties: mapped(extraConfig.properties, ({ description }, key) => {
      const rule: JsonSchema = { description, ...settingRule(settingOf(key) as SettingName) };
      return rule.type === "string" ? orSecure(rule) : rule;
    }),
    additionalProperties: { anyOf: [additionalProperties, SECURE] },
    propertyNames: SETTING_KEYS,
  };
}

/** A secret is encrypted, any other text but the method may be; and the fields of which one is enough. */
function authJsonSchema({ oneOf, ...authConfig }: JsonSchema): JsonSchema {
  const methods: AuthMethod[] = Object.values(AUTH_METHODS);
  const branches = oneOf?.map((branch, index) => {
    const either = methods[index]?.oneOf;
    return {
      ...branch,
      properties: mapped(branch.properties, (schema, field) => {
        if (field === "method") return schema;
        if (schema.type !== "string") return { ...schema, ...AUTH_NUMBER };
        const { description } = schema;
        return isSecretAuthField(field) ? { description, ...onlySecure } : orSecure({ ...AUTH_TEXT, ...schema });
      }),
      ...(either && { anyOf: either.map((field) => ({ required: [field] })) }),
    };
  });
  return { ...authConfig, required: ["method"], properties: { method: { enum: [...METHOD_NAMES] } }, oneOf: branches };
}
