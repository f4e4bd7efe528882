import { z } from "zod";
import { isSecretAuthField, settingOf } from "../model/fields";
import { AUTH_METHODS, type ExtraConfigFieldName } from "../model/schema";
import { entrySchema } from "./entry";
import { AUTH_NUMBER, AUTH_TEXT, LOCATION_RULES, PATTERNS, SECRET, SETTING_NAMES, SETTINGS } from "./json-schema-rules";

/** A piece of JSON Schema. */
export type JsonSchema = { [keyword: string]: unknown };

const SECURE = { $ref: "#/definitions/secure" };
const text = (description: string) => ({ type: "string", minLength: 1, description });
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
    properties: {
      "arraylake:org": {
        ...text("The organisation of BucketConfigs that name none. Default: ARRAYLAKE_ORG."),
        ...PATTERNS.org,
      },
      "arraylake:token": {
        description: "The token, never in clear. Better kept in the environment, as ARRAYLAKE_TOKEN.",
        anyOf: [SECURE],
      },
      "arraylake:serviceUri": text("The service's address. Default: ARRAYLAKE_SERVICE__URI, then the public service."),
      "arraylake:timeoutSeconds": {
        description:
          "How long all tries of one request may take together. Default: ARRAYLAKE_TIMEOUT_SECONDS, then 300.",
        anyOf: [
          { type: "number", minimum: 0.001, maximum: 86_400 },
          { type: "string", pattern: "^[0-9]+([.][0-9]+)?$" },
        ],
      },
      "arraylake:allowHttp": {
        description: "Send the token in clear to an http:// service that is not on this machine. Default: false.",
        enum: [true, false, "true", "false"],
      },
    },
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
      "^arraylake:(?!(org|token|serviceUri|timeoutSeconds|allowHttp|bucketConfigs|defaultBucketConfig)$)": false,
    },
  };
}

function entryJsonSchema(): JsonSchema {
  const { $schema: _, ...entry } = z.toJSONSchema(entrySchema, { target: "draft-7", io: "input" }) as JsonSchema;
  const properties = entry.properties as Record<string, JsonSchema>;
  for (const [field, pattern] of Object.entries(PATTERNS)) Object.assign(properties[field] as JsonSchema, pattern);
  const { authConfig, extraConfig } = properties as { authConfig: JsonSchema; extraConfig: JsonSchema };
  return {
    description: "A BucketConfig.",
    ...entry,
    properties: {
      ...properties,
      extraConfig: extraConfigJsonSchema(extraConfig),
      authConfig: authJsonSchema(authConfig),
    },
    allOf: LOCATION_RULES,
  };
}

/** Each known key with its own type. Any text of it may be encrypted. */
function extraConfigJsonSchema({ additionalProperties, ...extraConfig }: JsonSchema): JsonSchema {
  const properties = Object.entries(extraConfig.properties as Record<string, JsonSchema>).map(
    ([key, { description }]) => {
      const rule: JsonSchema = { description, ...SETTINGS[settingOf(key) as ExtraConfigFieldName] };
      return [key, rule.type === "string" ? orSecure(rule) : rule];
    },
  );
  return {
    ...extraConfig,
    properties: Object.fromEntries(properties),
    additionalProperties: { anyOf: [additionalProperties, SECURE] },
    propertyNames: SETTING_NAMES,
  };
}

/** What may be encrypted, which is any text but the method; and R2's rule that one of two secrets is enough. */
function authJsonSchema(authConfig: JsonSchema): JsonSchema {
  const { oneOf, anyOf, ...rest } = authConfig;
  const branches = ((oneOf ?? anyOf) as JsonSchema[]).map((branch) => {
    const fields = Object.entries(branch.properties as Record<string, JsonSchema>);
    const properties = fields.map(([field, schema]) => {
      if (field === "method") return [field, schema];
      if (schema.type !== "string") return [field, { ...schema, ...AUTH_NUMBER }];
      return [field, orSecure({ ...AUTH_TEXT, ...schema, ...(isSecretAuthField(field) ? SECRET : {}) })];
    });
    const either = ["accountApiToken", "parentSecretAccessKey"];
    const isR2 = either.every((field) => fields.some(([name]) => name === field));
    return {
      ...branch,
      properties: Object.fromEntries(properties),
      ...(isR2 ? { anyOf: either.map((field) => ({ required: [field] })) } : {}),
    };
  });
  return { ...rest, required: ["method"], properties: { method: { enum: [...AUTH_METHODS] } }, oneOf: branches };
}
