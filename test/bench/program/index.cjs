// @ts-check
// One program for every candidate: as many BucketConfigs as bench.json says, made by the class of the candidate's file.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");

const { candidate, count, nickname, prefix } = JSON.parse(readFileSync(join(__dirname, "bench.json"), "utf8"));
const { BucketConfig } = require(`./${candidate}.cjs`);

for (let index = 0; index < count; index++) {
  new BucketConfig(`config-${index}`, {
    org: "acme",
    nickname: `${nickname}-${index}`,
    platform: "s3",
    name: "acme-arrays",
    prefix: `${prefix}/${index}`,
    extraConfig: { regionName: "us-east-1" },
    authConfig: {
      method: "hmac",
      accessKeyId: pulumi.secret(`AKID${index}`),
      secretAccessKey: pulumi.secret(`secret-${index}`),
    },
  });
}
