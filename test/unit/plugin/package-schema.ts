import manifest from "../../../package.json" with { type: "json" };
import { AUTH_METHODS, type AuthField, type AuthMethod } from "../../../provider/model/auth-methods";
import { SETTING_NAMES, settingRow } from "../../../provider/model/extra-config";
import { PLATFORM_NAMES } from "../../../provider/model/platforms";
import { PROVIDER_SETTING_NAMES, providerSetting, standsIn } from "../../../provider/model/provider-settings";
import { GET_BUCKET_CONFIG, GET_BUCKET_CONFIGS, GET_REPOS, PACKAGE } from "../../../provider/plugin/tokens";
import { DYNAMIC_TYPES, NATIVE_TYPES } from "../../../provider/type-tokens";
import { DocComments, type Documented } from "./doc-comments";

export interface Property {
  readonly [keyword: string]: unknown;
}
type Properties = Record<string, Property>;

const RESOURCE = new DocComments("provider/bucket-config.ts");
const MARK = new DocComments("provider/default-bucket-config.ts");
const LOOKUPS = new DocComments("provider/lifecycle/lookups.ts");
const FUNCTIONS = new DocComments("provider/lookups.ts");

const typeToken = (name: string) => `${PACKAGE}:index:${name}`;
const typeRef = (name: string) => ({ $ref: `#/types/${typeToken(name)}` });

/** Of the settings of an object store any key may be given, so no language can be told which there are. */
const ANY = { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } };

/** The package's schema, from which Pulumi makes each language's SDK. */
export function packageSchema() {
  const settings = PROVIDER_SETTING_NAMES.map((name) => [name, setting(name)] as const);
  return {
    name: PACKAGE,
    displayName: "Arraylake",
    description:
      "Arraylake's BucketConfigs: where and how an organisation's repos store their arrays in its own object storage.",
    keywords: ["pulumi", "arraylake", "earthmover", "icechunk", "zarr", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    ...repository(),
    attribution: "This package is not made by Earthmover, whose service Arraylake is.",
    meta: { moduleFormat: "(.*)" },
    language: {
      // Not Pulumi's own scope, and not the name of this package, whose classes are the dynamic provider's.
      nodejs: { packageName: "pulumi-arraylake-sdk", respectSchemaVersion: true },
      python: { respectSchemaVersion: true, pyproject: { enabled: true } },
      go: { generateResourceContainerTypes: true, respectSchemaVersion: true },
      csharp: { respectSchemaVersion: true },
    },
    config: { variables: Object.fromEntries(settings) },
    provider: {
      description: "Settings of its own for the resources and functions that name it as their `provider`.",
      inputProperties: Object.fromEntries(settings),
    },
    types: {
      ...Object.fromEntries(Object.entries(AUTH_METHODS).map(([name, method]) => authType(name, method))),
      ...Object.fromEntries(RESULTS.map(([name, found]) => [typeToken(name), resultType(found)])),
    },
    resources: {
      [NATIVE_TYPES.bucketConfig]: bucketConfig(),
      [NATIVE_TYPES.defaultBucketConfig]: defaultBucketConfig(),
    },
    functions: {
      [GET_BUCKET_CONFIG]: lookup("getBucketConfig", [...LOOKUPS.fields("GetBucketConfigsArgs"), ...keys()], {
        ...resultType("GetBucketConfigResult"),
        description: LOOKUPS.of("GetBucketConfigResult"),
      }),
      [GET_BUCKET_CONFIGS]: lookup(
        "getBucketConfigs",
        LOOKUPS.fields("GetBucketConfigsArgs"),
        listOf("bucketConfigs", "BucketConfigInfo", "They, by nickname."),
      ),
      [GET_REPOS]: lookup(
        "getRepos",
        [...LOOKUPS.fields("GetBucketConfigsArgs"), ...LOOKUPS.fields("GetReposArgs")],
        listOf("repos", "RepoInfo", "They, by name."),
      ),
    },
  };
}

/** Where it is published, from which Go's import path follows; without it, Pulumi writes one at example.com. */
function repository(): { repository?: string } {
  const { url } = (manifest as { repository?: { url: string } }).repository ?? {};
  return url === undefined ? {} : { repository: url.replace(/^git\+|\.git$/g, "") };
}

/** The types of what is found, by their names in the package and in the code. */
const RESULTS = [
  ["BucketConfigHealth", "BucketConfigHealth"],
  ["BucketConfigInfo", "GetBucketConfigResult"],
  ["RepoInfo", "GetRepoResult"],
] as const;

function setting(name: (typeof PROVIDER_SETTING_NAMES)[number]): Property {
  const { type, secret, words } = providerSetting(name);
  const types = { text: "string", seconds: "number", flag: "boolean" };
  return {
    type: types[type],
    description: `${words} Default: ${standsIn(name)}.`,
    ...(secret && { secret: true }),
  };
}

function bucketConfig() {
  const common = RESOURCE.fields("BucketConfigCommonArgs");
  const parts = RESOURCE.fields("BucketConfigInPartsArgs").filter(({ type }) => type !== "undefined");
  const atUri = RESOURCE.fields("BucketConfigAtUriArgs").filter(({ name }) => name === "uri");
  const outputs = RESOURCE.fields("BucketConfig");
  return {
    description: `${RESOURCE.of("BucketConfig")}\n\n${importing("NAME", "ID")}`,
    inputProperties: propertiesOf([...common, ...atUri, ...parts.filter(({ name }) => name !== "uri")]),
    requiredInputs: common.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    properties: propertiesOf(outputs),
    required: outputs.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    aliases: [{ type: DYNAMIC_TYPES.bucketConfig }],
  };
}

function defaultBucketConfig() {
  const inputs = MARK.fields("DefaultBucketConfigArgs");
  const outputs = MARK.fields("DefaultBucketConfig");
  return {
    description: MARK.of("DefaultBucketConfig"),
    inputProperties: propertiesOf(inputs),
    requiredInputs: inputs.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    properties: propertiesOf(outputs),
    required: outputs.map(({ name }) => name),
    aliases: [{ type: DYNAMIC_TYPES.defaultBucketConfig }],
  };
}

function importing(name: string, id: string): string {
  return [
    "## Import",
    "What stands already is taken over by its id; one of another organisation as `ORG/ID`. The code that is printed holds no secret: put yours in before the next `pulumi up`.",
    `\`\`\`sh\n$ pulumi import ${NATIVE_TYPES.bucketConfig} ${name} ${id}\n\`\`\``,
  ].join("\n\n");
}

function authType(name: string, method: AuthMethod) {
  const words = new Map(RESOURCE.fields(authTypeName(name)).map((field) => [field.name, field.words]));
  const fields = Object.entries(method.fields);
  const spec = {
    type: "object",
    description: RESOURCE.of(authTypeName(name)),
    properties: {
      method: { type: "string", const: name, description: `Always \`${name}\`.` },
      ...Object.fromEntries(fields.map(([field, row]) => [field, authField(row, words.get(field))])),
    },
    required: ["method", ...fields.filter(([, { required }]) => required === true).map(([field]) => field)],
  };
  return [typeToken(authTypeName(name)), spec];
}

function authField({ type, secret }: AuthField, words: string | undefined): Property {
  return { type: type === "seconds" ? "integer" : "string", description: words, ...(secret && { secret: true }) };
}

function authTypeName(method: string): string {
  return `${method.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Auth`;
}

const METHODS = Object.keys(AUTH_METHODS);
const AUTH_CONFIG = {
  oneOf: METHODS.map((name) => typeRef(authTypeName(name))),
  discriminator: {
    propertyName: "method",
    mapping: Object.fromEntries(METHODS.map((name) => [name, typeRef(authTypeName(name)).$ref])),
  },
};

const EXTRA_CONFIG_KEYS = [
  "The keys are spelled alike in every language:",
  ...SETTING_NAMES.map((name) => {
    const { type, words } = settingRow(name);
    return `\`${name}\` (${type}): ${words}`;
  }),
].join(" ");

/** By the type as it is written in the code. */
const TYPES: Readonly<Record<string, (field: Documented) => Property>> = {
  string: () => ({ type: "string" }),
  boolean: () => ({ type: "boolean" }),
  Platform: () => ({ type: "string" }),
  ExtraConfig: ({ words }) => ({ ...ANY, description: `${words} ${EXTRA_CONFIG_KEYS}` }),
  AuthConfig: () => AUTH_CONFIG,
  "pulumi.Unwrap<AuthConfig>": () => AUTH_CONFIG,
  "Record<string, string | boolean>": () => ANY,
  "{ method: string } & Record<string, string | number>": () => ANY,
  "string[]": () => ({ type: "array", items: { type: "string" } }),
  BucketConfigHealth: () => typeRef("BucketConfigHealth"),
};

function propertiesOf(fields: readonly Documented[]): Properties {
  return Object.fromEntries(fields.map((field) => [field.name, propertyOf(field)]));
}

function propertyOf(field: Documented): Property {
  const type = TYPES[field.type];
  if (!type) throw new Error(`${field.name} is of type ${field.type}, for which the package's schema has none`);
  const platforms =
    field.type === "Platform" ? ` One of ${PLATFORM_NAMES.map((name) => `\`${name}\``).join(", ")}.` : "";
  return { description: `${field.words}${platforms}`, ...type(field) };
}

function resultType(name: string) {
  const fields = LOOKUPS.fields(name);
  return {
    type: "object",
    description: LOOKUPS.of(name),
    properties: propertiesOf(fields),
    required: fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
  };
}

/** Each is optional for a language, which can't say that exactly one has to be given. */
function keys(): Documented[] {
  return LOOKUPS.fields("BucketConfigKeys").map((field) => ({ ...field, isOptional: true }));
}

function lookup(name: string, args: readonly Documented[], outputs: object) {
  return { description: FUNCTIONS.of(name), inputs: { type: "object", properties: propertiesOf(args) }, outputs };
}

function listOf(field: string, type: string, description: string) {
  const items = { type: "array", items: typeRef(type), description };
  return { type: "object", properties: { [field]: items }, required: [field] };
}
