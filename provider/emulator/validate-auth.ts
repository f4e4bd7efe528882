import { AUTH_METHODS, type AuthField, isMerged } from "./auth-methods";
import { isRecord, type Problems } from "./problems";

const EXTERNAL_ID = /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/;

/**
 * The fields of an `auth_config` that its method knows; others are dropped. In a PATCH the fields of a method with
 * masked secrets may be absent, and stay absent in what is read.
 */
export function readAuth(
  value: unknown,
  loc: string[],
  problems: Problems,
  form: "whole" | "patch",
): Record<string, unknown> | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) {
    problems.add(loc, "Input should be a valid dictionary or object", "model_attributes_type", value);
    return undefined;
  }
  const name = value.method;
  if (name === undefined) {
    problems.add(loc, "Unable to extract tag using discriminator 'method'", "union_tag_not_found", value);
    return undefined;
  }
  const method = typeof name === "string" ? AUTH_METHODS.get(name) : undefined;
  if (typeof name !== "string" || method === undefined) {
    if (name === "bucket_policy") problems.add(loc, "bucket_policy is deprecated and refused for new configs");
    else problems.add(loc, `Input tag '${name}' found using 'method' is not a known one`, "union_tag_invalid", value);
    return undefined;
  }
  const partial = form === "patch" && isMerged(method);
  const read: Record<string, unknown> = { method: name };
  for (const [key, field] of Object.entries(method.fields)) {
    const given = value[key] ?? undefined;
    if (given !== undefined) read[key] = readField(given, field, [...loc, name, key], problems);
    else if (partial) continue;
    else if (field.required) missingField(value, key, [...loc, name, key], problems);
    else read[key] = field.fallback;
  }
  if (typeof read.shared_secret === "string" && read.shared_secret !== "" && !EXTERNAL_ID.test(read.shared_secret))
    problems.add(
      [...loc, name, "shared_secret"],
      "shared_secret is an STS ExternalId: 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -",
      "value_error",
      read.shared_secret,
    );
  return read;
}

/** What is sent in a PATCH, put upon what is stored, where the method lets fields be left out. */
export function mergeAuth(
  stored: Record<string, unknown> | null,
  sent: Record<string, unknown>,
): Record<string, unknown> {
  const method = AUTH_METHODS.get(String(sent.method));
  const same = stored !== null && AUTH_METHODS.get(String(stored.method)) === method;
  const fallbacks = Object.fromEntries(
    Object.entries(method?.fields ?? {}).map(([key, { fallback }]) => [key, fallback]),
  );
  return { ...fallbacks, ...(same && method !== undefined && isMerged(method) ? stored : {}), ...sent };
}

/** Holds a whole `auth_config` against its own rules and against the bucket it is for. */
export function checkAuth(
  auth: Record<string, unknown>,
  platform: string,
  extra: Record<string, unknown>,
  problems: Problems,
): void {
  const loc = ["body", "auth_config"];
  const name = String(auth.method);
  const method = AUTH_METHODS.get(name);
  if (method === undefined) {
    problems.add(loc, `the method ${name} can't be kept: choose another`);
    return;
  }
  if (method.platform !== undefined && method.platform !== platform)
    problems.add(loc, `${name} is for ${method.platform} buckets only`);
  for (const [key, field] of Object.entries(method.fields))
    if (field.required && auth[key] == null) problems.missing([...loc, name, key]);
  if ("shared_secret" in method.fields && !auth.shared_secret)
    problems.add([...loc, name], "a customer managed role needs a shared_secret");
  if (name === "r2_customer_managed_role") {
    if (auth.account_api_token == null && auth.parent_secret_access_key == null)
      problems.add([...loc, name], "R2 needs account_api_token or parent_secret_access_key");
    if (platform === "s3-compatible" && !String(extra.endpoint_url).includes(".r2."))
      problems.add(loc, "r2_customer_managed_role is for buckets whose endpoint_url is one of R2's");
  }
  if (name === "anonymous" && platform === "azure" && !auth.storage_account)
    problems.add(["body"], "an anonymous azure bucket needs a storage_account");
}

function readField(value: unknown, field: AuthField, loc: string[], problems: Problems): unknown {
  if (field.kind === "text" && typeof value !== "string")
    problems.add(loc, "Input should be a valid string", "string_type", value);
  if (field.kind === "whole number" && !Number.isInteger(value))
    problems.add(loc, "Input should be a valid integer", "int_type", value);
  return value;
}

function missingField(auth: Record<string, unknown>, key: string, loc: string[], problems: Problems): void {
  if (auth[key] === undefined) problems.missing(loc);
  else problems.add(loc, "Input should be a valid string", "string_type", auth[key]);
}
