import { type ExpectedRepo, ExpectedRepos } from "./expected-repos";
import type { BucketRow, RepoRow } from "./rows";
import { loadState, type OrgSnapshot, saveState } from "./state-file";
import { OrgRows } from "./store";

/** All orgs, kept in the state file when there is one. */
export class Orgs {
  #rows = new Map<string, OrgRows>();
  readonly #expected: ExpectedRepos;
  readonly #texts = new WeakMap<BucketRow | RepoRow, string>();

  /** @throws if the state file is there and is not a state, or if an expected repo can't come */
  constructor(
    private readonly names: readonly string[],
    private readonly file: string | undefined,
    expected: readonly ExpectedRepo[] = [],
  ) {
    this.#expected = new ExpectedRepos(expected, names);
    const stored = file === undefined ? new Map<string, OrgSnapshot>() : loadState(file);
    for (const name of new Set([...names, ...stored.keys()])) this.#rows.set(name, this.#org(name, stored.get(name)));
    for (const org of this.all()) this.#expected.comeTo(org);
    this.#save();
  }

  get(name: string): OrgRows | undefined {
    return this.#rows.get(name);
  }

  all(): OrgRows[] {
    return [...this.#rows.values()];
  }

  /** Back to the orgs of the beginning, all of them empty. */
  reset(): void {
    this.#expected.waitAgain();
    this.#rows = new Map(this.names.map((name) => [name, this.#org(name)]));
    this.#save();
  }

  #org(name: string, snapshot?: OrgSnapshot): OrgRows {
    const org: OrgRows = new OrgRows(
      name,
      () => {
        this.#expected.comeTo(org);
        this.#save();
      },
      snapshot,
    );
    return org;
  }

  #save(): void {
    if (this.file !== undefined) saveState(this.file, this.#toJson());
  }

  #toJson(): string {
    const orgs = this.all().map((org) => {
      const buckets = org.buckets().map((row) => this.#text(row));
      const repos = org.repos().map((row) => this.#text(row));
      const held = JSON.stringify([...org.held]);
      return `${JSON.stringify(org.name)}:{"buckets":[${buckets.join(",")}],"repos":[${repos.join(",")}],"held":${held}}`;
    });
    return `{${orgs.join(",")}}`;
  }

  /** Rows never change in place, so each is put into JSON once. */
  #text(row: BucketRow | RepoRow): string {
    const text = this.#texts.get(row) ?? JSON.stringify(row);
    this.#texts.set(row, text);
    return text;
  }
}
