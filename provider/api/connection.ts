import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { messageOf } from "../expected-error";
import { bothNames } from "../model/provider-settings";
import { adviceFor, adviceForLostConnection, isBeforeSending } from "./advice";
import { BodyError, isRefusal, readBody } from "./body";
import { abortedWith, currentBounds } from "./bounds";
import { type Clock, sleep, WALL_CLOCK } from "./clock";
import { AnswerError, type ArraylakeError, StatusError, TransportError } from "./errors";
import { Redactor } from "./redaction";
import { delayBefore, mayRetry, parseRetryAfter, RETRY_LIMITS, type RetryLimits } from "./retry";
import { Slots } from "./slots";
import type { ReceivedAnswer, Transport } from "./transport";
import { stringsIn, wordsOf } from "./words";

export interface ConnectionOptions {
  /** The service's base URL. */
  readonly serviceUri: string;
  readonly token: string;
  readonly version: string;
  /** Knows what must never be printed, besides the token and what a request itself sends: it may learn more while the connection lives. */
  readonly redactor?: Redactor | undefined;
  /** Called once for each different warning that the service sends. */
  readonly onWarning: (message: string) => void;
  /** One try from its sending to the last byte of its answer, in milliseconds. Default: 300,000, as the official client. */
  readonly timeout?: number | undefined;
  readonly limits?: RetryLimits | undefined;
  readonly transport: Transport;
  readonly clock?: Clock | undefined;
}

export interface Call<Schema extends z.ZodType> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  /** Where it makes something: it is never sent again. */
  readonly once?: true;
  /** The shape of the answer. A body that is no JSON is a text to it. */
  readonly answer: Schema;
  readonly body?: unknown;
  /** Told, at each try, for how many milliseconds it waited for its turn. */
  readonly onTurn?: ((waited: number) => void) | undefined;
}

const MOST_IN_FLIGHT = 16;
/** How long all requests wait after a 429 that doesn't say how long, in milliseconds. */
const PAUSE = 500;
const WARNING_HEADERS = ["x-arraylake-warning", "x-deprecation-warning"];

/** One service, one token: sends requests over a few kept connections, waits and retries, and reads the answers. */
export class Connection {
  readonly clock: Clock;
  readonly #limits: RetryLimits;
  readonly #options: ConnectionOptions;
  /** Knows the token, and what the options' one knows. */
  readonly redactor: Redactor;
  readonly #timeout: number;
  readonly #transport: Transport;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #slots = new Slots(MOST_IN_FLIGHT);
  readonly #warned = new Set<string>();
  #pausedUntil = 0;
  /** How far the service's clock is ahead of ours, in milliseconds. */
  #ahead = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.redactor = (options.redactor ?? new Redactor()).with([options.token]);
    this.clock = options.clock ?? WALL_CLOCK;
    this.#limits = options.limits ?? RETRY_LIMITS;
    this.#timeout = options.timeout ?? 300_000;
    this.#transport = options.transport;
    this.#headers = {
      accept: "application/vnd.earthmover+json",
      "accept-encoding": "gzip",
      authorization: `Bearer ${options.token}`,
      "client-name": "pulumi-arraylake",
      "client-version": options.version,
      "user-agent": `pulumi-arraylake/${options.version} node/${process.versions.node}`,
      "x-arraylake-client": `pulumi/${options.version}`,
      "x-arraylake-source": "pulumi",
      "arraylake-session-id": randomUUID(),
    };
  }

  /** Those of the work at hand. */
  get limits(): RetryLimits {
    return { ...this.#limits, total: currentBounds()?.total ?? this.#limits.total };
  }

  /** The time by the service's clock, as its last answer told it. */
  serviceTime(): number {
    return this.clock.now() + this.#ahead;
  }

  /** Sends a request until it is answered, it is refused, or its time is up. Waiting for its turn takes none of that time. */
  async send<Schema extends z.ZodType>(call: Call<Schema>): Promise<z.infer<Schema>> {
    const { clock, limits } = this;
    let deadline = clock.now() + limits.total;
    for (let attempt = 1; ; attempt++) {
      const queued = clock.now();
      try {
        return await this.#slots.with(async () => {
          const waited = clock.now() - queued;
          deadline += waited;
          call.onTurn?.(waited);
          await this.#waitForPause(deadline);
          currentBounds()?.signal.throwIfAborted();
          return this.#once(call, deadline);
        });
      } catch (thrown) {
        const error = thrown as ArraylakeError;
        const wait = delayBefore(attempt, error);
        if (call.once || !mayRetry(error, attempt, limits) || clock.now() + wait > deadline) throw error;
        await sleep(clock, wait);
      }
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #once<Schema extends z.ZodType>(call: Call<Schema>, deadline: number): Promise<z.infer<Schema>> {
    const { received, text } = await this.#exchange(call, deadline);
    this.#passOnWarnings(received, call.body);
    const parsed = parsedJson(text);
    const said = parsed ? parsed.value : text;
    if (isRefusal(received.status)) throw this.#refusal(call, received, said);
    const checked = call.answer.safeParse(said);
    if (checked.success) return checked.data;
    throw new AnswerError(this.#unreadable(call, whatIsWrong(text, parsed && checked.error)));
  }

  async #exchange(call: Call<z.ZodType>, deadline: number): Promise<{ received: ReceivedAnswer; text: string }> {
    const { method, path, body } = call;
    const { clock } = this;
    const late = new AbortController();
    const wait = Math.max(1, Math.min(deadline - clock.now(), this.#timeout));
    const stop = clock.after(wait, () => late.abort(new DOMException("no answer in time", "TimeoutError")));
    const end = currentBounds()?.signal;
    const unbound = abortedWith(late, end);
    try {
      const received = await this.#transport.exchange(
        {
          method,
          url: this.#options.serviceUri.replace(/\/+$/, "") + path,
          headers: body === undefined ? this.#headers : { ...this.#headers, "content-type": "application/json" },
          body: JSON.stringify(body),
        },
        late.signal,
      );
      const time = Date.parse(received.headers.date ?? "");
      if (!Number.isNaN(time)) this.#ahead = time - clock.now();
      return { received, text: await readBody(received) };
    } catch (cause) {
      if (cause instanceof BodyError) throw new AnswerError(this.#unreadable(call, cause.message), { cause });
      const { serviceUri } = this.#options;
      const error = cause instanceof Error ? cause : undefined;
      const { reason, advice } = end?.aborted
        ? { reason: "it was waited for no longer", advice: messageOf(end.reason) }
        : adviceForLostConnection(error);
      throw new TransportError(`No answer from Arraylake to ${method} ${path}: ${reason} (${serviceUri}). ${advice}`, {
        cause,
        sent: !isBeforeSending(error),
      });
    } finally {
      stop();
      unbound();
    }
  }

  #refusal({ method, path, body }: Call<z.ZodType>, { status, headers }: ReceivedAnswer, said: unknown): StatusError {
    const redacted = this.#redactedBeside(body);
    const shown = (header: string | undefined) => (header === undefined ? undefined : redacted(header));
    const retryAfter = parseRetryAfter(headers["retry-after"], this.clock.now());
    // A 429 speaks of the account, not of one request: while it lasts, every request waits.
    if (status === 429) this.#pausedUntil = Math.max(this.#pausedUntil, this.clock.now() + (retryAfter ?? PAUSE));
    return new StatusError({
      method,
      path,
      status,
      words: wordsOf(said, redacted),
      requestId: shown(headers["x-request-id"]),
      retryAfter,
      advice: adviceFor(status, this.#options.serviceUri, shown(headers.location)),
    });
  }

  async #waitForPause(deadline: number): Promise<void> {
    const { clock } = this;
    for (
      let wait = this.#pausedUntil - clock.now();
      wait > 0 && clock.now() + wait < deadline;
      wait = this.#pausedUntil - clock.now()
    ) {
      await sleep(clock, wait);
    }
  }

  #unreadable({ method, path }: Call<z.ZodType>, what: string): string {
    const { serviceUri } = this.#options;
    return `Arraylake answered ${method} ${path} with ${what}. Check that ${serviceUri} is the service's API (${bothNames("serviceUri")}), and that no proxy or login page stands before it.`;
  }

  /** Takes out all that is known to be secret, and what the request itself sent. */
  #redactedBeside(body: unknown): (text: string) => string {
    const redactor = this.redactor.with(secretsIn(body));
    return (text) => redactor.redacted(text);
  }

  #passOnWarnings({ headers }: ReceivedAnswer, body: unknown): void {
    for (const header of WARNING_HEADERS) {
      const warning = headers[header];
      if (!warning || this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.#options.onWarning(`Arraylake: ${this.#redactedBeside(body)(warning)}`);
    }
  }
}

/** Whatever a body's auth config says but the method, whose name the service's words need. */
function secretsIn(body: unknown): string[] {
  const { method: _, ...fields } = (body as { auth_config?: Record<string, unknown> } | undefined)?.auth_config ?? {};
  return stringsIn(fields);
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  if (text === "") return undefined; // what a deletion answers: an exception would cost more than all the rest
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function whatIsWrong(text: string, error: z.ZodError | undefined): string {
  if (/<html|<!doctype/i.test(text)) return "an HTML page instead of JSON";
  if (!error) return "a body that is not JSON";
  return `JSON of another shape than documented (at ${error.issues[0]?.path.join(".") || "its top"})`;
}
