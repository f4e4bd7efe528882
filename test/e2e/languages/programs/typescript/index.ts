import * as pulumi from "@pulumi/pulumi";
import * as arraylake from "pulumi-arraylake-sdk";

const config = new pulumi.Config();

const era5 = new arraylake.BucketConfig("era5", {
  nickname: config.require("nickname"),
  uri: config.require("uri"),
  extraConfig: { regionName: "us-east-1" },
  authConfig: {
    method: "aws_customer_managed_role",
    externalCustomerId: "123456789012",
    externalRoleName: "arraylake",
    sharedSecret: config.requireSecret("externalId"),
  },
});
new arraylake.DefaultBucketConfig("default", { bucketConfigId: era5.id });

export const uri: pulumi.Output<string> = era5.uri;
export const found = arraylake.getBucketConfigOutput({ id: era5.id }).nickname;
