import type { Random } from "./random";

// A model of Arraylake, as far as BucketConfigs need it: it holds to its rules, and nothing here is late or lost. What goes
// wrong between it and the provider is the network's (network.ts).

export interface Row {
  readonly id: string;
  readonly org: string;
  readonly nickname: string;
  readonly platform: string;
  readonly name: string;
  readonly prefix: string;
  readonly extra_config: Readonly<Record<string, unknown>>;
  readonly auth_config: Readonly<Record<string, unknown>> | null;
  readonly created: string;
  readonly created_by: string | null;
  readonly is_default: boolean;
  /** How it always leaves the service otherwise than documented. */
  readonly oddity?: Oddity;
}

interface Repo {
  readonly org: string;
  readonly bucket: string;
  /** Deleted, and in its grace period. */
  readonly ghost: boolean;
  readonly since: number;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown> | undefined;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

const MASKED = ["shared_secret", "account_api_token", "parent_secret_access_key", "parent_access_key_id"];

export class Service {
  readonly rows = new Map<string, Row>();
  /** Repos by name, with the id of what they rely on. */
  readonly repos = new Map<string, Repo>();
  /** When a config was last shown to who asked for it by its id. */
  readonly lastShown = new Map<string, number>();
  /** What stood when: the list of a service that is behind. */
  readonly #past: { readonly until: number; readonly rows: readonly Row[] }[] = [];
  readonly #random: Random;
  readonly #now: () => number;
  /** The status of a refusal, which nobody knows. */
  readonly #refusing: number;
  /** Whether it shows the list of all repos, of which alone ghosts are a part. */
  readonly listsRepos: boolean;
  #count = 0;

  constructor(random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
    this.#refusing = random.pick([400, 403, 409, 409, 409, 422]);
    this.listsRepos = random.chance(0.8);
  }

  at(org: string, location: string): Row | undefined {
    return [...this.rows.values()].find((row) => row.org === org && locationOf(row) === location);
  }

  reposOf(id: string): string[] {
    return [...this.repos].filter(([, { bucket }]) => bucket === id).map(([name]) => name);
  }

  /** The last that stood at a place, also where it is gone by now. */
  lastAt(org: string, location: string): Row | undefined {
    const rows = this.#past.flatMap((past) => past.rows).concat(...this.rows.values());
    return rows.findLast((row) => row.org === org && locationOf(row) === location);
  }

  /** What somebody does by hand, or what a request does: unlike a request, it asks no rule. */
  put(row: Omit<Row, "id" | "created"> & Partial<Pick<Row, "id">>): Row {
    this.#remember();
    const full: Row = { id: uuid(++this.#count), created: this.#stamp(), ...row };
    this.rows.set(full.id, full);
    return full;
  }

  remove(id: string): void {
    this.#remember();
    this.rows.delete(id);
  }

  answer({ method, path, body }: Asked): Answered {
    if (path === "/user") return { status: 200, body: { id: "1", email: "ci@acme.example" } };
    const [, , org = "", kind, id, part] = path.split("?")[0]?.split("/").map(decodeURIComponent) ?? [];
    if (org !== "acme" && org !== "other") return refusal(404, `no organisation '${org}'`);
    if (kind === "repos") return this.#allRepos(org);
    if (id === undefined) return method === "GET" ? this.list(org, this.#now()) : this.#create(org, body ?? {});
    const row = this.rows.get(id);
    if (!row || row.org !== org) return refusal(404, `no bucket '${id}'`);
    if (part === "repos") return { status: 200, body: this.#listed(id) };
    if (part === "default") return this.#setDefault(row);
    if (method === "GET") {
      this.lastShown.set(row.id, this.#now());
      return { status: 200, body: shown(row) };
    }
    return method === "PATCH" ? this.#rename(row, String(body?.nickname)) : this.#delete(row);
  }

  /** The list as it was at a time. */
  list(org: string, at: number): Answered {
    const rows = this.#past.find(({ until }) => at < until)?.rows ?? [...this.rows.values()];
    return { status: 200, body: rows.filter((row) => row.org === org).map(shown) };
  }

  #create(org: string, body: Record<string, unknown>): Answered {
    const wanted = { org, created_by: "ci@acme.example", is_default: false, ...body } as Omit<Row, "id" | "created">;
    const taken = this.at(org, locationOf(wanted)) ?? this.#called(org, wanted.nickname);
    if (taken) return refusal(this.#refusing, "there is one already");
    return { status: 200, body: shown(this.put(wanted)) };
  }

  #rename(row: Row, nickname: string): Answered {
    const holder = this.#called(row.org, nickname);
    if (holder && holder.id !== row.id) return refusal(this.#refusing, "the nickname is taken");
    return { status: 200, body: shown(this.put({ ...row, nickname })) };
  }

  #delete(row: Row): Answered {
    if (this.reposOf(row.id).length > 0) return refusal(this.#refusing, "repos rely on it");
    this.remove(row.id);
    return { status: 204, body: undefined };
  }

  #setDefault(chosen: Row): Answered {
    for (const row of this.rows.values())
      if (row.org === chosen.org) this.put({ ...row, is_default: row.id === chosen.id });
    return { status: 204, body: undefined };
  }

  #listed(id: string): object[] {
    return this.reposOf(id)
      .filter((name) => !this.repos.get(name)?.ghost)
      .map((name) => this.#repo(name));
  }

  #allRepos(org: string): Answered {
    if (!this.listsRepos) return refusal(403, "not for this token");
    const items = [...this.repos].filter(([, repo]) => repo.org === org).map(([name]) => this.#repo(name));
    return { status: 200, body: { items, total: items.length, page: 1, size: 100, pages: 1 } };
  }

  #repo(name: string): object {
    const repo = this.repos.get(name);
    const deleted_at = repo?.ghost ? this.#stamp() : null;
    return { _id: name, name, deleted_at, bucket: { id: repo?.bucket, nickname: "-" } };
  }

  #called(org: string, nickname: string): Row | undefined {
    return [...this.rows.values()].find((row) => row.org === org && row.nickname === nickname);
  }

  /** The clock that stamps is seconds before or after the one that answers. */
  #stamp(): string {
    return new Date(this.#now() + (this.#random.next() - 0.5) * 20_000).toISOString();
  }

  #remember(): void {
    this.#past.push({ until: this.#now(), rows: [...this.rows.values()] });
    if (this.#past.length > 40) this.#past.shift();
  }
}

export function locationOf({ platform, name, prefix }: Pick<Row, "platform" | "name" | "prefix">): string {
  return `${platform}://${name}${prefix === "" ? "" : `/${prefix}`}`;
}

/** A row as it leaves the service. */
export function shown(row: Row): object {
  const auth = Object.entries(row.auth_config ?? {}).map(([key, value]) => [
    key,
    MASKED.includes(key) ? "**********" : value,
  ]);
  const { org: _, oddity, ...fields } = row;
  const told = { ...fields, auth_config: row.auth_config && Object.fromEntries(auth), new_field: [1] };
  return oddity ? { ...odd(told, oddity), is_default: row.is_default } : told;
}

/** What a row says in a form that nobody documented: fields that nobody needs, or those that make it what it is. */
export const ODDITIES = [
  "around it",
  "its settings",
  "no settings",
  "its auth config",
  "no auth config",
  "its id",
] as const;
type Oddity = (typeof ODDITIES)[number];

export function odd(row: object, oddity: Oddity): object {
  const { id, auth_config } = row as Partial<Row>;
  switch (oddity) {
    case "around it":
      return { ...row, health: "healthy", created_by: 5, is_default: "no", updated: {}, capabilities: {} };
    case "its settings":
      return { ...row, extra_config: { region_name: ["eu"] } };
    case "no settings":
      return { ...row, extra_config: null };
    case "its auth config":
      return {
        ...row,
        auth_config: Object.fromEntries(
          Object.keys(auth_config ?? {}).map((key) => [key, key === "method" ? auth_config?.method : null]),
        ),
      };
    case "no auth config":
      return { ...row, auth_config: null };
    default:
      return { ...row, id: id && [id] };
  }
}

function refusal(status: number, detail: string): Answered {
  return { status, body: { detail } };
}

function uuid(count: number): string {
  return `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
}
