import { EXTRA_CONFIG_FIELDS } from "./fields";
import { parseUri } from "./location";
import type { Problem } from "./problems";
import type { ExtraConfigFieldName } from "./schema";
import { inWords } from "./text";
import { isUnknown } from "./unknown";

/** An input whose shape nobody vouches for yet. */
export type Loose = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The rules that look at more than one field. They say what they can even where single fields are wrong. */
export function crossFieldProblems(input: Loose): Problem[] {
  const extraConfig = asRecord(input.extraConfig);
  const authConfig = asRecord(input.authConfig);
  const endpointUrl = isUnknown(input.extraConfig)
    ? input.extraConfig
    : (extraConfig.endpointUrl ?? extraConfig.endpoint_url);
  const platform = effectivePlatform(input, endpointUrl);
  return [
    ...locationProblems(input, endpointUrl),
    ...spellingProblems(extraConfig),
    ...(isUnknown(input.extraConfig) ? [] : platformProblems(platform, extraConfig)),
    ...methodProblems(platform, authConfig, endpointUrl),
    ...credentialProblems(platform, authConfig),
  ];
}

export function asRecord(value: unknown): Loose {
  return typeof value === "object" && value !== null ? (value as Loose) : {};
}

function effectivePlatform(input: Loose, endpointUrl: unknown): unknown {
  if (typeof input.uri !== "string") return input.platform;
  const location = parseUri(input.uri, endpointUrl);
  return "problems" in location ? undefined : location.platform;
}

function locationProblems(input: Loose, endpointUrl: unknown): Problem[] {
  const parts = ["platform", "name", "prefix"].filter((part) => input[part] !== undefined);
  if (input.uri !== undefined) {
    const problems: Problem[] =
      parts.length === 0
        ? []
        : [{ path: "uri", message: `says the location a second time: remove it, or ${inWords(parts)}` }];
    if (typeof input.uri !== "string") return problems;
    const location = parseUri(input.uri, endpointUrl);
    return "problems" in location
      ? [...problems, ...location.problems.map((message) => ({ path: "uri", message }))]
      : problems;
  }
  if (parts.length === 0) {
    return [{ path: "uri", message: "is required: give uri, such as 's3://bucket/prefix', or platform and name" }];
  }
  return ["platform", "name"]
    .filter((part) => input[part] === undefined)
    .map((path) => ({
      path,
      message: `is required together with ${inWords(parts)}: add it, or give uri instead`,
    }));
}

function spellingProblems(extraConfig: Loose): Problem[] {
  return Object.entries(EXTRA_CONFIG_FIELDS)
    .filter(([field, wire]) => extraConfig[field] !== undefined && extraConfig[wire] !== undefined)
    .map(([field, wire]) => ({
      path: `extraConfig.${wire}`,
      message: `is the same setting as extraConfig.${field}: remove one of them`,
    }));
}

function platformProblems(platform: unknown, extraConfig: Loose): Problem[] {
  const required = requiredSetting(platform);
  if (!required || extraConfig[required] !== undefined || extraConfig[EXTRA_CONFIG_FIELDS[required]] !== undefined)
    return [];
  return [{ path: `extraConfig.${required}`, message: `is required on platform ${platform}` }];
}

/** The setting without which the service takes no config on a platform. */
export function requiredSetting(platform: unknown): ExtraConfigFieldName | undefined {
  return platform === "s3" ? "regionName" : platform === "s3-compatible" ? "endpointUrl" : undefined;
}

const PLATFORM_OF_METHOD: Readonly<Record<string, string>> = {
  aws_customer_managed_role: "s3",
  customer_managed_role: "s3",
  gcp_customer_managed_role: "gs",
  r2_customer_managed_role: "s3-compatible",
  azure_credential_delegation: "azure",
};

function methodProblems(platform: unknown, { method }: Loose, endpointUrl: unknown): Problem[] {
  if (typeof method !== "string" || platform === undefined) return [];
  const needed = Object.hasOwn(PLATFORM_OF_METHOD, method) ? PLATFORM_OF_METHOD[method] : undefined;
  if (needed && platform !== needed && !isUnknown(platform)) {
    return [
      {
        path: "authConfig.method",
        message: `'${method}' works on platform ${needed} only: use another method or platform`,
      },
    ];
  }
  const isR2 = isUnknown(endpointUrl) || (typeof endpointUrl === "string" && endpointUrl.includes(".r2."));
  if (method === "r2_customer_managed_role" && !isR2) {
    return [
      {
        path: "extraConfig.endpointUrl",
        message: `must be an R2 endpoint for method '${method}', such as 'https://ACCOUNT.r2.cloudflarestorage.com'`,
      },
    ];
  }
  return [];
}

function credentialProblems(platform: unknown, authConfig: Loose): Problem[] {
  if (authConfig.method === "anonymous" && platform === "azure" && !authConfig.storageAccount) {
    return [{ path: "authConfig.storageAccount", message: "is required for method 'anonymous' on platform azure" }];
  }
  const { accountApiToken, parentSecretAccessKey } = authConfig;
  if (
    authConfig.method === "r2_customer_managed_role" &&
    accountApiToken === undefined &&
    parentSecretAccessKey === undefined
  ) {
    return [
      {
        path: "authConfig",
        message:
          "needs at least one of accountApiToken and parentSecretAccessKey for method 'r2_customer_managed_role'",
      },
    ];
  }
  return [];
}
