import { findBucketConfigs, findRepos } from "../../lifecycle/lookups";
import type { Session } from "../../lifecycle/session";
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
  return reportOf(org, configs, repos, names.length > 0 ? states : undefined);
}
