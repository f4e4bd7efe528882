import { TABLE_SAMPLES } from "./by-table";

/** The secrets of the samples, none of which may ever be shown. */
export const SECRETS = {
  accessKeyId: "AKIAEXAMPLE0001",
  secretAccessKey: "hmac-secret-0002",
  sharedSecret: "shared-secret-0003",
  parentAccessKeyId: "r2-parent-key-0004",
  accountApiToken: "r2-api-token-0005",
  parentSecretAccessKey: "r2-parent-secret-0006",
} as const;

/** For each auth method: an input that is right in every way, and the body that creates it. */
export const METHODS = {
  anonymous: {
    input: { uri: "gs://open-data", authConfig: { method: "anonymous" } },
    wire: { platform: "gs", name: "open-data", prefix: "", extra_config: {}, auth_config: { method: "anonymous" } },
  },
  "anonymous on azure": {
    input: { uri: "az://open-data", authConfig: { method: "anonymous", storageAccount: "opendata" } },
    wire: {
      platform: "azure",
      name: "open-data",
      prefix: "",
      extra_config: {},
      auth_config: { method: "anonymous", storage_account: "opendata" },
    },
  },
  hmac: {
    input: {
      uri: "minio://lab-bucket/raw",
      extraConfig: { endpointUrl: "https://minio.example.com", useSsl: true, forcePathStyle: true, ca: "own" },
      authConfig: {
        method: "hmac",
        accessKeyId: SECRETS.accessKeyId,
        secretAccessKey: SECRETS.secretAccessKey,
      },
    },
    wire: {
      platform: "minio",
      name: "lab-bucket",
      prefix: "raw",
      extra_config: { endpoint_url: "https://minio.example.com", use_ssl: true, force_path_style: true, ca: "own" },
      auth_config: {
        method: "hmac",
        access_key_id: SECRETS.accessKeyId,
        secret_access_key: SECRETS.secretAccessKey,
      },
    },
  },
  aws_customer_managed_role: {
    input: {
      platform: "s3",
      name: "acme-arraylake",
      prefix: "era5",
      extraConfig: { regionName: "us-east-1" },
      authConfig: {
        method: "aws_customer_managed_role",
        externalCustomerId: "123456789012",
        externalRoleName: "arraylake-role",
        sharedSecret: SECRETS.sharedSecret,
      },
    },
    wire: {
      platform: "s3",
      name: "acme-arraylake",
      prefix: "era5",
      extra_config: { region_name: "us-east-1" },
      auth_config: {
        method: "aws_customer_managed_role",
        external_customer_id: "123456789012",
        external_role_name: "arraylake-role",
        shared_secret: SECRETS.sharedSecret,
      },
    },
  },
  gcp_customer_managed_role: {
    input: {
      uri: "gs://acme-climate/cmip6/raw",
      authConfig: { method: "gcp_customer_managed_role", targetServiceAccount: "arraylake@acme.example.com" },
    },
    wire: {
      platform: "gs",
      name: "acme-climate",
      prefix: "cmip6/raw",
      extra_config: {},
      auth_config: { method: "gcp_customer_managed_role", target_service_account: "arraylake@acme.example.com" },
    },
  },
  r2_customer_managed_role: {
    input: {
      uri: "s3://acme-r2/tiles",
      extraConfig: { endpointUrl: "https://0123.r2.cloudflarestorage.com", regionName: "auto" },
      authConfig: {
        method: "r2_customer_managed_role",
        externalAccountId: "0123",
        parentAccessKeyId: SECRETS.parentAccessKeyId,
        accountApiToken: SECRETS.accountApiToken,
        parentSecretAccessKey: SECRETS.parentSecretAccessKey,
        durationSeconds: 900,
      },
    },
    wire: {
      platform: "s3-compatible",
      name: "acme-r2",
      prefix: "tiles",
      extra_config: { endpoint_url: "https://0123.r2.cloudflarestorage.com", region_name: "auto" },
      auth_config: {
        method: "r2_customer_managed_role",
        external_account_id: "0123",
        parent_access_key_id: SECRETS.parentAccessKeyId,
        account_api_token: SECRETS.accountApiToken,
        parent_secret_access_key: SECRETS.parentSecretAccessKey,
        duration_seconds: 900,
      },
    },
  },
  azure_credential_delegation: {
    input: {
      uri: "azure://container1/deep/prefix",
      authConfig: { method: "azure_credential_delegation", tenantId: "tenant-1", storageAccount: "acmestorage" },
    },
    wire: {
      platform: "azure",
      name: "container1",
      prefix: "deep/prefix",
      extra_config: {},
      auth_config: { method: "azure_credential_delegation", tenant_id: "tenant-1", storage_account: "acmestorage" },
    },
  },
} as const;

type Values = Record<string, unknown>;

interface Sample {
  readonly input: Readonly<Values> & { readonly authConfig: Readonly<Values> };
  readonly wire: Readonly<Values>;
}

/** Those, and what the tables make by themselves: each is right in every way, and has a location of its own. */
export const SAMPLES: readonly (readonly [title: string, sample: Sample])[] = [
  ...Object.entries(METHODS),
  ...TABLE_SAMPLES,
];

/** A BucketConfig of an S3 role that is right in every way, with changes. `undefined` takes a field out. */
export function s3Input(changes: Values = {}): Values {
  return given({ nickname: "era5", ...METHODS.aws_customer_managed_role.input, ...changes });
}

/** A BucketConfig of an R2 role that is right in every way, with changes to its auth config. */
export function r2Input(auth: Values = {}, changes: Values = {}): Values {
  const { input } = METHODS.r2_customer_managed_role;
  return given({ nickname: "tiles", ...input, authConfig: given({ ...input.authConfig, ...auth }), ...changes });
}

/** A BucketConfig of a static key pair that is right in every way, with changes. */
export function hmacInput(changes: Values = {}): Values {
  return given({ nickname: "lab", ...METHODS.hmac.input, ...changes });
}

function given(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
