import { isRecord } from "./problems";

/** One field of an `auth_config`. */
export interface AuthField {
  kind: "string" | "integer";
  required: boolean;
  /** Comes back as `**********`, and a PATCH may leave it out. */
  masked: boolean;
  /** What is stored when the field is left out. */
  fallback: unknown;
}

/** A method by which the service gets at the object storage. */
export interface AuthMethod {
  fields: Record<string, AuthField>;
  /** The one platform it is for; any, when absent. */
  platform?: string;
}

const required: AuthField = { kind: "string", required: true, masked: false, fallback: null };
const optional: AuthField = { ...required, required: false };
const secret: AuthField = { ...required, masked: true };
const optionalSecret: AuthField = { ...secret, required: false };

const awsRole: AuthMethod = {
  platform: "s3",
  fields: { external_customer_id: required, external_role_name: required, shared_secret: secret },
};

/** Every method that a new BucketConfig may have, under its name on the wire. */
const AUTH_METHODS: ReadonlyMap<string, AuthMethod> = new Map([
  ["anonymous", { fields: { storage_account: optional } }],
  ["hmac", { fields: { access_key_id: required, secret_access_key: required } }],
  ["aws_customer_managed_role", awsRole],
  ["customer_managed_role", awsRole],
  ["gcp_customer_managed_role", { platform: "gs", fields: { target_service_account: required } }],
  [
    "r2_customer_managed_role",
    {
      platform: "s3-compatible",
      fields: {
        external_account_id: required,
        parent_access_key_id: secret,
        account_api_token: optionalSecret,
        parent_secret_access_key: optionalSecret,
        duration_seconds: { kind: "integer", required: false, masked: false, fallback: 3600 },
      },
    },
  ],
  ["azure_credential_delegation", { platform: "azure", fields: { tenant_id: required, storage_account: required } }],
]);

/** The method of a stored or sent `auth_config`, if it is one that is known. */
export function methodOf(auth: unknown): AuthMethod | undefined {
  return isRecord(auth) ? AUTH_METHODS.get(auth.method as string) : undefined;
}
