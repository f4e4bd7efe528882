import type { BucketRow, RepoRow } from "./rows";
import { loadState, type OrgSnapshot, saveState } from "./state-file";
import { OrgRows } from "./store";

/** All orgs, kept in the state file when there is one. */
export class Orgs {
  #rows = new Map<string, OrgRows>();
  readonly #texts = new WeakMap<BucketRow | RepoRow, string>();
  readonly #save = (): void => {
    if (this.file !== undefined) saveState(this.file, this.#toJson());
  };

  /** @throws if the state file is there and is not a state */
  constructor(
    private readonly names: readonly string[],
    private readonly file: string | undefined,
  ) {
    const stored = file === undefined ? new Map<string, OrgSnapshot>() : loadState(file);
    for (const name of new Set([...names, ...stored.keys()]))
      this.#rows.set(name, new OrgRows(name, this.#save, stored.get(name)));
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
    this.#rows = new Map(this.names.map((name) => [name, new OrgRows(name, this.#save)]));
    this.#save();
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
