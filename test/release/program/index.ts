// Uses each thing that the package exports, as a user's program does.

import * as pulumi from "@pulumi/pulumi";
import {
  type AuthConfig,
  BucketConfig,
  DefaultBucketConfig,
  getBucketConfigOutput,
  getBucketConfigsOutput,
  getReposOutput,
  Provider,
} from "pulumi-arraylake";

const config = new pulumi.Config();
const provider = new Provider("acme", { org: "acme" });

const keys: AuthConfig = {
  method: "hmac",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: config.requireSecret("key"),
};
const era5 = new BucketConfig("era5", {
  org: "acme",
  nickname: "era5",
  uri: "s3://acme-arraylake/era5",
  extraConfig: { regionName: "us-east-1" },
  authConfig: keys,
});
const tiles = new BucketConfig(
  "tiles",
  { nickname: "tiles", platform: "gs", name: "acme-tiles", authConfig: { method: "anonymous" } },
  { provider },
);
const marked = new DefaultBucketConfig("default", { bucketConfigId: tiles.id }, { provider });

const found = getBucketConfigOutput({ id: era5.id }, { provider });
const repos = getReposOutput({ bucketConfigId: era5.id }, { provider });
const org = pulumi.all([era5.id, marked.id]).apply(() => "acme"); // once both are there
const all = getBucketConfigsOutput({ org }, { provider });

export const uri: pulumi.Output<string> = era5.uri;
export const nickname = found.nickname;
export const users = repos.apply((list) => list.map(({ name }) => name));
export const nicknames = all.apply((list) => list.map((each) => each.nickname));
