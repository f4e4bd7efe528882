/** A way for a request to go wrong. */
export type Fault =
  /** The connection is reset, and nothing was done. */
  | { kind: "reset-before" }
  /** The work is done, then the connection is reset. */
  | { kind: "reset-after" }
  /** Another status than the true one, with nothing done (`before`, the default) or with the work done (`after`). */
  | { kind: "status"; status: number; headers?: Record<string, string>; body?: unknown; when?: "before" | "after" }
  /** The work is done, but only after a while. */
  | { kind: "delay"; ms: number }
  /** The work is done, and half of the answer's body comes before the connection ends. */
  | { kind: "cut-off" }
  /** The work is done, and the answer has the true status and a body that is not JSON. */
  | { kind: "garbage"; body?: string }
  /** The work is done, and the answer has the true status and another body: some other BucketConfig of the org. */
  | { kind: "crossed" }
  /** No answer, ever; with nothing done (`before`, the default) or with the work done (`after`). */
  | { kind: "hang"; when?: "before" | "after" };

/** Which requests a fault meets. */
export interface FaultScope {
  /** The verb, in any case. @default every verb */
  method?: string;
  /** The whole path, in which `*` stands for one segment, or a pattern found anywhere in it. @default every path */
  path?: string | RegExp;
}

/** A fault, the requests it meets, and how often. */
export type FaultRule = Fault &
  FaultScope & {
    /** How many matching requests it meets before it is spent. @default 1 */
    times?: number | "always";
    /** How many matching requests pass before it begins. @default 0 */
    skip?: number;
  };

/** Faults at random, the same for the same seed and the same order of requests. */
export interface RandomFaults extends FaultScope {
  /** The share of matching requests that fail, from 0 to 1. */
  rate: number;
  /** @default 1 */
  seed?: number;
  /** The faults to choose from; a bare kind stands for its plainest form (status: 503, delay: 50 ms). @default ["reset-before", "reset-after", "status", "cut-off"] */
  kinds?: readonly (Fault["kind"] | Fault)[];
}

/** What `fail` and `failRandomly` give back. */
export interface FaultHandle {
  /** How often it fired so far. */
  readonly fired: number;
  /** Ends it. */
  stop(): void;
}

interface Source {
  matches(method: string, path: string): boolean;
  /** The fault for a matching request; undefined lets it pass. */
  next(): Fault | undefined;
  fired: number;
}

/** The faults to come. The first that wants a request has it. */
export class Faults {
  #sources: Source[] = [];

  add(rule: FaultRule): FaultHandle {
    const { method, path, times = 1, skip = 0, ...fault } = rule;
    let passing = skip;
    let left = times === "always" ? Number.POSITIVE_INFINITY : times;
    return this.#add({ method, path }, () => {
      if (left <= 0) return undefined;
      if (passing > 0) {
        passing--;
        return undefined;
      }
      left--;
      return fault;
    });
  }

  addRandom(options: RandomFaults): FaultHandle {
    const { rate, seed = 1, kinds = ["reset-before", "reset-after", "status", "cut-off"], method, path } = options;
    const random = generator(seed);
    return this.#add({ method, path }, () => {
      if (random() >= rate) return undefined;
      const chosen = kinds[Math.floor(random() * kinds.length)];
      return typeof chosen === "string" ? plainest(chosen) : chosen;
    });
  }

  clear(): void {
    this.#sources = [];
  }

  /** The fault that is to meet this request, if any. */
  take(method: string, path: string): Fault | undefined {
    for (const source of this.#sources) {
      const fault = source.matches(method, path) ? source.next() : undefined;
      if (fault === undefined) continue;
      source.fired++;
      return fault;
    }
    return undefined;
  }

  #add(scope: { method: string | undefined; path: string | RegExp | undefined }, next: Source["next"]): FaultHandle {
    const verb = scope.method?.toUpperCase();
    const pattern = typeof scope.path === "string" ? wildcard(scope.path) : scope.path;
    const source: Source = {
      matches: (method, path) =>
        (verb === undefined || verb === method) && (pattern === undefined || path.search(pattern) >= 0),
      next,
      fired: 0,
    };
    this.#sources.push(source);
    const stop = () => {
      this.#sources = this.#sources.filter((other) => other !== source);
    };
    return {
      get fired() {
        return source.fired;
      },
      stop,
    };
  }
}

function wildcard(path: string): RegExp {
  const parts = path.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}

function plainest(kind: Fault["kind"]): Fault {
  if (kind === "status") return { kind, status: 503 };
  return kind === "delay" ? { kind, ms: 50 } : { kind };
}

/** Mulberry32: small, quick and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
