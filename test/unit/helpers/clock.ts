import { type Clock, WALL_CLOCK } from "../../../provider/api/clock";
import { type ReceivedAnswer, type Transport, undiciTransport } from "../../../provider/api/transport";

interface Wait {
  readonly until: number;
  readonly callback: () => void;
}

/** A time of its own, which stands still while anything is under way, and else jumps to what is waited for next. */
export class JumpingClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #underWay = 0;
  #jump: NodeJS.Immediate | undefined;
  readonly #waits = new Set<Wait>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const wait = { until: this.#now + milliseconds, callback };
    this.#waits.add(wait);
    this.#jumpSoon();
    return () => void this.#waits.delete(wait);
  }

  /** Lets time pass in which nothing happens. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
      this.#jumpSoon();
    }
  }

  #jumpSoon(): void {
    this.#jump ??= setImmediate(() => {
      this.#jump = undefined;
      const [next] = [...this.#waits].toSorted((a, b) => a.until - b.until);
      if (this.#underWay > 0 || !next) return;
      this.#waits.delete(next);
      this.#now = Math.max(this.#now, next.until);
      next.callback();
      this.#jumpSoon();
    });
  }
}

/** A clock, and the network as it is, which takes no time by it: what would be waited for is over at once. */
export function timeless(serviceUri: string): { clock: JumpingClock; transport: Transport } {
  const clock = new JumpingClock();
  const { transport: network } = inRealTime(serviceUri);
  const transport: Transport = {
    exchange: (request, signal) => clock.during(async () => whole(await network.exchange(request, signal))),
    close: () => network.close(),
  };
  return { clock, transport };
}

/** The clock and the network as a user has them. */
export function inRealTime(serviceUri: string): { clock: Clock; transport: Transport } {
  return { clock: WALL_CLOCK, transport: undiciTransport({ serviceUri, connectTimeout: 10_000, env: {} }) };
}

async function whole(answer: ReceivedAnswer): Promise<ReceivedAnswer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return { ...answer, body: bytes(chunks) };
}

/** A body as it comes over a network. */
export async function* bytes(chunks: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* chunks;
}
