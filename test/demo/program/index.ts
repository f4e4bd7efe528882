import * as pulumi from "@pulumi/pulumi";
import { BucketConfig } from "pulumi-arraylake";

const config = new pulumi.Config();

// Amazon S3, through a role that Arraylake assumes.
new BucketConfig("era5", {
  nickname: "era5",
  uri: "s3://acme-arraylake/era5",
  extraConfig: { regionName: "us-east-1" },
  authConfig: {
    method: "aws_customer_managed_role",
    externalCustomerId: "123456789012",
    externalRoleName: "arraylake",
    sharedSecret: config.requireSecret("era5ExternalId"),
  },
});

// Google Cloud Storage, through a service account that Arraylake impersonates.
new BucketConfig("cmip6", {
  nickname: "cmip6",
  uri: "gs://acme-climate/cmip6",
  authConfig: {
    method: "gcp_customer_managed_role",
    targetServiceAccount: "arraylake@acme.iam.gserviceaccount.com",
  },
});

// A store of your own that speaks S3, with a key pair.
new BucketConfig("tiles", {
  nickname: "tiles",
  platform: "minio",
  name: "acme-tiles",
  extraConfig: { endpointUrl: "https://minio.acme.example" },
  authConfig: {
    method: "hmac",
    accessKeyId: config.requireSecret("tilesKeyId"),
    secretAccessKey: config.requireSecret("tilesKey"),
  },
});
