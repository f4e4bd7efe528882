import { Problems } from "./problems";
import { Refusal } from "./refusal";
import { newRepo } from "./routes/repos";
import type { OrgRows } from "./store";
import { readNewRepo } from "./validate";

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
  readonly #all: Required<ExpectedRepo>[] = [];
  #waiting: readonly Required<ExpectedRepo>[] = [];

  /** @throws if one of them can't come, with all that is wrong */
  constructor(expected: readonly ExpectedRepo[], orgs: readonly string[]) {
    const problems: string[] = [];
    for (const { org = orgs.length === 1 ? orgs[0] : undefined, name, bucketNickname } of expected) {
      const before = this.#all.find((other) => other.org === org && other.name === name);
      if (org === undefined || !orgs.includes(org)) problems.push(withoutOrg(org, name, bucketNickname, orgs));
      else if (before)
        problems.push(
          `The repo '${name}' of '${org}' is named twice, with the BucketConfigs '${before.bucketNickname}' ` +
            `and '${bucketNickname}'. A repo relies on one: leave one of them out.`,
        );
      else {
        const rules = brokenRules(name, bucketNickname);
        if (rules === undefined) this.#all.push({ org, name, bucketNickname: bucketNickname.trim() });
        else problems.push(`No repo '${name}' can rely on a BucketConfig '${bucketNickname}': ${rules}.`);
      }
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

function withoutOrg(org: string | undefined, name: string, bucketNickname: string, orgs: readonly string[]): string {
  const known = orgs.join(", ");
  if (known === "") return `The repo '${name}' has no org to be in: there is none. Name one in orgs.`;
  return org === undefined
    ? `The repo '${name}' could be in any of the orgs ${known}. Say in which: --repo ${orgs[0]}/${name}=${bucketNickname} (org).`
    : `The repo '${name}' can't be in the org '${org}', which isn't there. There is: ${known}. Add --org ${org} (orgs), or name another.`;
}

/** Why the service would not take such a repo; undefined when it would. */
function brokenRules(name: string, bucketNickname: string): string | undefined {
  try {
    readNewRepo({ name, bucket_nickname: bucketNickname }, new Problems());
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const rules = (error.detail as Problems["list"]).map(({ msg }) => msg.replace(/^Value error, /, ""));
    return rules.join("; ");
  }
}
