// @ts-check
// One program for every candidate: as many BucketConfigs as bench.json says, made by the class of the candidate's file.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");

const { configOf } = require("./config.cjs");

const { candidate, count, ...declared } = JSON.parse(readFileSync(join(__dirname, "bench.json"), "utf8"));
const { BucketConfig } = require(`./${candidate}.cjs`);

for (let index = 0; index < count; index++)
  new BucketConfig(`config-${index}`, configOf(index, declared, pulumi.secret));
