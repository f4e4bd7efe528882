import { type AuthField, methodOf } from "./auth-methods";
import { isRecord, type Problems, present } from "./problems";
import type { BucketRow } from "./rows";

type Auth = Record<string, unknown>;

const LOC = ["body", "auth_config"];

const KIND_TYPES = { string: "string_type", integer: "int_type" };

const EXTERNAL_ID = /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/;

/**
 * The fields of an `auth_config` that its method knows; others are dropped. Of a method with masked secrets, what is left
 * out in a PATCH stays as it is stored.
 */
export function readAuth(value: unknown, stored: Auth | null, problems: Problems): Auth | undefined {
  const method = methodOf(value);
  if (!isRecord(value) || method === undefined)
    return problems.add(LOC, "Input should be an object whose 'method' is a known one", "union_tag_invalid", value);
  const name = String(value.method);
  const mayStay = methodOf(stored) === method && Object.values(method.fields).some((field) => field.masked);
  const sent: Auth = mayStay ? { ...stored, ...present(value) } : value;
  const read: Auth = { method: name };
  for (const [key, field] of Object.entries(method.fields)) {
    const given = sent[key] ?? field.fallback;
    const loc = [...LOC, name, key];
    if (given === null && field.required) problems.missing(loc);
    else if (given === null || isOfKind(given, field)) read[key] = given;
    else problems.add(loc, `Input should be a valid ${field.kind}`, KIND_TYPES[field.kind], given);
  }
  return read;
}

/** Holds a whole `auth_config` against its own rules and against the bucket it is for. */
export function checkAuth(
  { platform, extra_config: extra, auth_config: auth }: Pick<BucketRow, "platform" | "extra_config" | "auth_config">,
  problems: Problems,
): void {
  const method = methodOf(auth);
  if (auth === null || method === undefined) return;
  const name = String(auth.method);
  if (method.platform !== undefined && method.platform !== platform)
    problems.add(LOC, `${name} is for ${method.platform} buckets only`);
  if ("shared_secret" in method.fields && !EXTERNAL_ID.test(String(auth.shared_secret))) {
    const msg = "shared_secret is an STS ExternalId: 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -";
    problems.add([...LOC, name, "shared_secret"], msg, "value_error", auth.shared_secret);
  }
  if (name === "r2_customer_managed_role") {
    if (auth.account_api_token == null && auth.parent_secret_access_key == null)
      problems.add([...LOC, name], "R2 needs account_api_token or parent_secret_access_key");
    if (platform === "s3-compatible" && !String(extra.endpoint_url).includes(".r2."))
      problems.add(LOC, "r2_customer_managed_role is for buckets whose endpoint_url is one of R2's");
  }
  if (name === "anonymous" && platform === "azure" && !auth.storage_account)
    problems.add(["body"], "an anonymous azure bucket needs a storage_account");
}

function isOfKind(value: unknown, { kind }: AuthField): boolean {
  return kind === "string" ? typeof value === "string" : Number.isInteger(value);
}
