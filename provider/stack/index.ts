import * as pulumi from "@pulumi/pulumi";
import { defaultOrg } from "../lifecycle/settings";
import { sentence } from "../model/problems";
import { clearSecretsWarning } from "./clear-secrets-warning";
import { doubtful, readStackConfig } from "./config";
import { declare } from "./declare";
import { fromJson } from "./stack-file";

// The program behind a declarative stack: a Pulumi.yaml whose `main` names this file needs no code of its own.

const project = pulumi.getProject();

/** Read as text: Pulumi's own accessor for objects warns about nested secrets, which BucketConfig marks itself. */
function objectOf(key: string): unknown {
  return fromJson(pulumi.runtime.getConfig(`${project}:${key}`));
}

const config = readStackConfig(objectOf("bucketConfigs"), pulumi.runtime.getConfig(`${project}:defaultBucketConfig`), {
  project,
  keys: Object.keys(pulumi.runtime.allConfig()),
  org: defaultOrg({ config: (key) => pulumi.runtime.getConfig(key), env: process.env }),
});
if ("problems" in config) {
  const lines = config.problems.map((problem) => `  ${sentence(problem)}`);
  throw new pulumi.RunError(
    `The stack's config has ${lines.length === 1 ? "a mistake" : `${lines.length} mistakes`}:\n${lines.join("\n")}\nNothing was changed.`,
  );
}

for (const doubt of config.doubts) pulumi.log.warn(doubtful(doubt));

const warning = clearSecretsWarning(
  [pulumi.getRootDirectory(), process.cwd(), process.env.PWD ?? ""],
  pulumi.getStack(),
  project,
);
if (warning) pulumi.log.warn(warning);

/** What other stacks read through a StackReference: by key, the id, nickname and uri of each BucketConfig. */
export const bucketConfigs = declare(config);
