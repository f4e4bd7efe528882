/** A valid BucketConfig for each platform and auth method, as a user writes it. */
export const SAMPLES = {
  anonymousS3: {
    nickname: "anonymous-s3",
    uri: "s3://open-data/v1",
    extraConfig: { regionName: "us-east-1" },
    authConfig: { method: "anonymous" },
  },
  hmac: {
    nickname: "hmac-minio",
    uri: "minio://lab-bucket",
    extraConfig: { endpointUrl: "https://minio.example.com", useSsl: true, forcePathStyle: true },
    authConfig: { method: "hmac", accessKeyId: "AKIDSAMPLE0001", secretAccessKey: "hmac-secret-value-0001" },
  },
  awsRole: {
    nickname: "aws-role",
    platform: "s3",
    name: "acme-arraylake",
    prefix: "era5",
    extraConfig: { regionName: "eu-central-1" },
    authConfig: {
      method: "aws_customer_managed_role",
      externalCustomerId: "123456789012",
      externalRoleName: "arraylake",
      sharedSecret: "shared-secret-0001",
    },
  },
  gcpRole: {
    nickname: "gcp-role",
    uri: "gs://acme-climate/cmip6",
    authConfig: { method: "gcp_customer_managed_role", targetServiceAccount: "arraylake@acme.iam.gserviceaccount.com" },
  },
  r2Role: {
    nickname: "r2-role",
    uri: "s3://acme-r2/tiles",
    extraConfig: { endpointUrl: "https://0123456789abcdef.r2.cloudflarestorage.com", regionName: "auto" },
    authConfig: {
      method: "r2_customer_managed_role",
      externalAccountId: "0123456789abcdef",
      parentAccessKeyId: "r2-parent-key-0001",
      parentSecretAccessKey: "r2-parent-secret-0001",
    },
  },
  azure: {
    nickname: "azure-delegated",
    uri: "az://container1/deep/prefix",
    authConfig: {
      method: "azure_credential_delegation",
      tenantId: "00000000-0000-0000-0000-000000000001",
      storageAccount: "acmestorage",
    },
  },
  azureAnonymous: {
    nickname: "azure-open",
    uri: "azure://container2",
    authConfig: { method: "anonymous", storageAccount: "opendata" },
  },
} as const;

export const SAMPLE_SECRETS = [
  "AKIDSAMPLE0001",
  "hmac-secret-value-0001",
  "shared-secret-0001",
  "r2-parent-key-0001",
  "r2-parent-secret-0001",
];
