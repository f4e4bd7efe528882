import { Problems } from "./problems";
import { Refusal } from "./refusal";
import { newRepo } from "./routes/repos";
import type { OrgRows } from "./store";
import { readNewRepo } from "./validate-repo";

/** A repo that comes with its BucketConfig, which may be made later. */
export interface ExpectedRepo {
  /** The org. @default the only one that exists */
  org?: string;
  /** The repo's name, unique in its org. */
  name: string;
  /** The nickname of the BucketConfig that it is to rely on. */
  bucketNickname: string;
}

/** The repos that wait for their BucketConfigs. */
export class ExpectedRepos {
  readonly #all: readonly Required<ExpectedRepo>[];
  #waiting: readonly Required<ExpectedRepo>[] = [];

  /** @throws if one of them can't come, with all that is wrong */
  constructor(expected: readonly ExpectedRepo[], orgs: readonly string[]) {
    const problems: string[] = [];
    this.#all = expected.flatMap((repo) => placed(repo, orgs, problems) ?? []);
    for (const [index, repo] of this.#all.entries()) {
      const before = this.#all.slice(0, index).find(({ org, name }) => org === repo.org && name === repo.name);
      if (before)
        problems.push(
          `The repo '${repo.name}' of '${repo.org}' is named twice, with the BucketConfigs '${before.bucketNickname}' ` +
            `and '${repo.bucketNickname}'. A repo relies on one: leave one of them out.`,
        );
    }
    if (problems.length > 0) throw new Error(problems.join("\n"));
    this.waitAgain();
  }

  waitAgain(): void {
    this.#waiting = this.#all;
  }

  /** Makes those whose BucketConfig is there by now. Each comes once, and not at all where its name is taken. */
  comeTo(org: OrgRows): void {
    for (const repo of this.#waiting.filter((waiting) => waiting.org === org.name)) {
      const bucket = org.bucketNamed(repo.bucketNickname);
      if (!bucket) continue;
      // Before it is made, which is a change that asks again.
      this.#waiting = this.#waiting.filter((other) => other !== repo);
      if (!org.repo(repo.name)) org.putRepo(newRepo({ name: repo.name, bucket_id: bucket.id }));
    }
  }
}

function placed(repo: ExpectedRepo, orgs: readonly string[], problems: string[]): Required<ExpectedRepo> | undefined {
  const { org = orgs.length === 1 ? orgs[0] : undefined, name, bucketNickname } = repo;
  if (org !== undefined && orgs.includes(org)) return valid({ org, name, bucketNickname }, problems);
  const known = orgs.join(", ");
  if (known === "") problems.push(`The repo '${name}' has no org to be in: there is none. Name one in orgs.`);
  else if (org === undefined)
    problems.push(
      `The repo '${name}' could be in any of the orgs ${known}. Say in which: --repo ${orgs[0]}/${name}=${bucketNickname} (org).`,
    );
  else
    problems.push(
      `The repo '${name}' can't be in the org '${org}', which isn't there. There is: ${known}. Add --org ${org} (orgs), or name another.`,
    );
  return undefined;
}

/** The repo, if the service would take it. */
function valid(
  { org, name, bucketNickname }: Required<ExpectedRepo>,
  problems: string[],
): Required<ExpectedRepo> | undefined {
  try {
    const read = readNewRepo({ name, bucket_nickname: bucketNickname }, new Problems());
    return { org, name: read.name, bucketNickname: read.bucketNickname ?? "" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const rules = (error.detail as Problems["list"]).map(({ msg }) => msg.replace(/^Value error, /, ""));
    problems.push(`No repo '${name}' can rely on a BucketConfig '${bucketNickname}': ${rules.join("; ")}.`);
    return undefined;
  }
}
