import { Redactor } from "../../api/redaction";
import { findBucketConfigs, findRepos, type GetBucketConfigResult } from "../../lifecycle/lookups";
import type { Session } from "../../lifecycle/session";
import { isSecretAuthField } from "../../model/fields";
import { isMasked } from "../../model/secrets";
import { type Report, reportOf } from "./model";
import { readStackState } from "./stack-state";

interface Sources {
  readonly org: string;
  /** None: the organisation alone. */
  readonly stacks: readonly string[];
  /** Where the stacks' project is. */
  readonly folder: string;
}

/** Asks Arraylake for one list of BucketConfigs and one of repos, and Pulumi for the states. */
export async function gatherReport(session: Session, { org, stacks, folder }: Sources): Promise<Report> {
  const names = [...new Set(stacks)];
  const [configs, repos, states] = await Promise.all([
    findBucketConfigs(session, { org }),
    findRepos(session, { org, includeDeleted: true }),
    Promise.all(names.map((stack) => readStackState(stack, folder))),
  ]);
  const redactor = new Redactor(await secretsOf(session, org));
  return reportOf(
    org,
    configs.map((config) => withoutSecretsInWords(config, redactor)),
    repos,
    names.length > 0 ? states : undefined,
  );
}

/** The secrets that the list gave back in clear: a health check's words may quote them. */
async function secretsOf(session: Session, org: string): Promise<string[]> {
  const standing = (await session.organisation(org).buckets()).standing();
  return standing.flatMap(({ authConfig }) =>
    Object.entries(authConfig)
      .filter(([field, value]) => isSecretAuthField(field) && !isMasked(value))
      .map(([, value]) => String(value)),
  );
}

function withoutSecretsInWords(config: GetBucketConfigResult, redactor: Redactor): GetBucketConfigResult {
  const { health } = config;
  if (!health) return config;
  const clean = (text: string | undefined) => text && redactor.redacted(text);
  return { ...config, health: { ...health, status: clean(health.status), message: clean(health.message) } };
}
