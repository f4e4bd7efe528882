import { gzipSync } from "node:zlib";
import type { ReceivedAnswer, SentRequest, Transport } from "../../provider/api/transport";
import type { VirtualClock } from "./clock";
import type { Random } from "./random";
import { type Answered, type Asked, locationOf, ODDITIES, odd, type Row, type Service, shown } from "./service";

/** How bad a time is, for every request in it. */
export interface Weather {
  /** The share of requests with which something goes wrong, from 0 to 1. */
  readonly faults: number;
  /** How far the lists are behind, in milliseconds. */
  readonly lag: number;
  /** How long an answer takes at the most, in milliseconds. */
  readonly slow: number;
}

export const FAIR: Weather = { faults: 0, lag: 0, slow: 60 };

/** What may befall a request. Each says what the service does, and what comes back. */
const FAULTS = {
  refused: { weight: 1, done: 0 },
  "reset before": { weight: 2, done: 0 },
  "reset after": { weight: 3, done: 1 },
  "silence before": { weight: 1, done: 0 },
  "silence after": { weight: 2, done: 1 },
  late: { weight: 1, done: 1 },
  "status before": { weight: 3, done: 0 },
  "status after": { weight: 4, done: 1 },
  "gone before": { weight: 1, done: 0 },
  crossed: { weight: 3, done: 1 },
  cached: { weight: 2, done: 0 },
  doubled: { weight: 2, done: 2 },
  garbage: { weight: 1, done: 1 },
  cut: { weight: 1, done: 1 },
  packed: { weight: 1, done: 1 },
  odd: { weight: 2, done: 1 },
} as const;
type Fault = keyof typeof FAULTS;
const BAG = (Object.keys(FAULTS) as Fault[]).flatMap((fault) => Array<Fault>(FAULTS[fault].weight).fill(fault));

/** How a connection breaks that was there. */
const BREAKS = [
  { code: "ECONNRESET", syscall: "read" },
  { code: "EHOSTUNREACH", syscall: "read" },
  { code: "ENETUNREACH", syscall: "write" },
];

const LOST_BEFORE = [500, 502, 503, 504, 429, 408];
const LOST_AFTER = [500, 502, 503, 504, 429, 408, 409, 401];

/** What a network hears of a process's requests. */
export interface Witness {
  sent(asked: Asked): void;
  /** Something happened, after which the process may be dead. */
  happened(what: string): void;
  readonly isDead: boolean;
}

/** The way from one process to the service and back. */
export class Network implements Transport {
  constructor(
    private readonly clock: VirtualClock,
    private readonly service: Service,
    private readonly random: Random,
    private readonly weather: Weather,
    private readonly witness: Witness,
  ) {}

  close(): Promise<void> {
    return Promise.resolve();
  }

  exchange(request: SentRequest, signal: AbortSignal): Promise<ReceivedAnswer> {
    const { clock, random, witness } = this;
    const asked = { method: request.method, path: new URL(request.url).pathname, body: parsed(request.body) };
    let abort = () => {};
    const answer = new Promise<ReceivedAnswer>((resolve, reject) => {
      if (witness.isDead) return;
      const fault = random.chance(this.weather.faults) ? random.pick(BAG) : undefined;
      witness.sent(asked);
      witness.happened(`${asked.method} ${asked.path}${fault ? ` (${fault})` : ""}`);
      abort = () => reject(signal.reason);
      signal.addEventListener("abort", abort);
      if (fault === "refused")
        return reject(Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" }));
      const there = fault === "late" ? random.below(300_000) : 1 + random.below(this.weather.slow);
      clock.after(there, () => {
        const answered = this.#carriedOut(asked, fault);
        if (fault?.startsWith("silence")) return;
        clock.after(1 + random.below(60), () => {
          if (witness.isDead) return;
          witness.happened("an answer");
          if (witness.isDead) return;
          if (fault?.startsWith("reset")) reject(Object.assign(new Error("reset"), random.pick(BREAKS)));
          else resolve(this.#received(answered, fault, request));
        });
      });
    });
    return answer.finally(() => signal.removeEventListener("abort", abort));
  }

  #carriedOut(asked: Asked, fault: Fault | undefined): Answered {
    let answered: Answered = { status: 500, body: { detail: "nothing was done" } };
    for (let times = fault ? FAULTS[fault].done : 1; times > 0; times--) answered = this.#answer(asked);
    const { random } = this;
    switch (fault) {
      case "status before":
        return { status: random.pick(LOST_BEFORE), body: { detail: "not now" } };
      case "status after":
        return { status: random.pick(LOST_AFTER), body: { detail: "too late" } };
      // Of one config, a 404 and a list that misses it are together the proof that it is gone: only one of them may lie.
      case "gone before":
        return { status: asked.method === "DELETE" ? 404 : 503, body: { detail: "not found" } };
      case "crossed":
        return this.#another();
      case "cached":
        return asked.method === "DELETE" ? { status: 500, body: undefined } : this.#cached(asked);
      default:
        return answered;
    }
  }

  #answer(asked: Asked): Answered {
    const list = /^\/orgs\/([^/]+)\/buckets$/.exec(asked.path);
    if (asked.method === "GET" && list) return this.service.list(list[1] ?? "", this.clock.now() - this.weather.lag);
    return this.service.answer(asked);
  }

  /** The answer to the same request, from before. */
  #cached({ method, path, body }: Asked): Answered {
    const org = path.split("/")[2] ?? "";
    const row = method === "POST" && body ? this.service.lastAt(org, locationOf(body as unknown as Row)) : undefined;
    return row ? { status: 200, body: shown(row) } : this.#another();
  }

  /** The answer to another request. */
  #another(): Answered {
    const { random, service } = this;
    const rows = [...service.rows.values()];
    const [kind, row] = [random.below(4), rows.length > 0 ? random.pick(rows) : undefined];
    if (kind === 0 && row) return { status: 200, body: shown(row) };
    if (kind === 1) return service.list(random.pick(["acme", "other"]), this.clock.now() - random.below(20_000));
    return kind === 2 ? { status: 200, body: [] } : { status: 200, body: row ? shown(row) : {} };
  }

  #received({ status, body }: Answered, fault: Fault | undefined, request: SentRequest): ReceivedAnswer {
    const said =
      status >= 400 ? this.#quoting(body, request) : fault === "odd" ? oddly(body, this.random.pick(ODDITIES)) : body;
    const text = said === undefined ? "" : JSON.stringify(said);
    const whole = Buffer.from(fault === "garbage" ? "<!doctype html><p>Log in</p>" : text);
    const cut = fault === "cut" ? whole.subarray(0, whole.length / 2) : whole;
    const headers = {
      date: new Date(this.clock.now()).toUTCString(),
      ...(status === 429 ? { "retry-after": "1" } : {}),
    };
    if (fault !== "packed") return { status, headers, body: bytes(cut) };
    return { status, headers: { ...headers, "content-encoding": "gzip" }, body: bytes(gzipSync(cut)) };
  }

  /** A refusal that quotes what was sent, shortened or encoded. */
  #quoting(body: unknown, { body: sent, headers }: SentRequest): unknown {
    const { random } = this;
    if (!sent || random.chance(0.5)) return body;
    const auth = parsed(sent)?.auth_config as Record<string, string> | undefined;
    const secret = random.pick([...Object.values(auth ?? {}), headers.authorization ?? ""]);
    const part = secret.slice(random.below(4), secret.length - random.below(4));
    const quoted = random.pick([
      part,
      `...${part.slice(-20)}`,
      encodeURIComponent(part),
      Buffer.from(part).toString("base64url"),
    ]);
    return { detail: [{ loc: ["body"], msg: `bad input '${quoted}'`, type: "value_error" }] };
  }
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
}

async function* bytes(body: Uint8Array): AsyncGenerator<Uint8Array> {
  const middle = Math.floor(body.length / 2);
  yield body.subarray(0, middle);
  yield body.subarray(middle);
}

function oddly(body: unknown, oddity: (typeof ODDITIES)[number]): unknown {
  if (Array.isArray(body)) return body.map((item) => oddly(item, oddity));
  return typeof body === "object" && body !== null ? odd(body, oddity) : body;
}
