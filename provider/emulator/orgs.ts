import { type ExpectedRepo, ExpectedRepos } from "./expected-repos";
import { loadState, saveState } from "./state-file";
import { OrgRows, type OrgSnapshot } from "./store";

/** All orgs, kept in the state file when there is one. */
export class Orgs {
  #rows: ReadonlyMap<string, OrgRows> = new Map();
  readonly #expected: ExpectedRepos;

  /** @throws if the state file is there and is not a state, or if an expected repo can't come */
  constructor(
    private readonly names: readonly string[],
    private readonly file: string | undefined,
    expected: readonly ExpectedRepo[] = [],
  ) {
    this.#expected = new ExpectedRepos(expected, names);
    this.#begin(file === undefined ? new Map() : loadState(file));
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
    this.#begin(new Map());
  }

  #begin(stored: ReadonlyMap<string, OrgSnapshot>): void {
    const changed = (org: OrgRows) => {
      this.#expected.comeTo(org);
      this.#save();
    };
    const names = [...new Set([...this.names, ...stored.keys()])];
    this.#rows = new Map(names.map((name) => [name, new OrgRows(name, changed, stored.get(name))]));
    for (const org of this.all()) this.#expected.comeTo(org);
    this.#save();
  }

  #save(): void {
    if (this.file !== undefined) saveState(this.file, new Map(this.all().map((org) => [org.name, org.snapshot()])));
  }
}
