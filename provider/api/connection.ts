import { randomUUID } from "node:crypto";
import type { Dispatcher, request } from "undici";
import type { z } from "zod";
import { adviceFor, adviceForLostConnection } from "./advice";
import { AnswerError, type ArraylakeError, StatusError, TransportError } from "./errors";
import { Redactor } from "./redaction";
import { parseRetryAfter, RETRY_LIMITS, type Repeatable, type RetryLimits, withRetries } from "./retry";
import { stringsIn, wordsOf } from "./words";

export interface ConnectionOptions {
  /** The service's base URL. */
  readonly serviceUri: string;
  readonly token: string;
  readonly version: string;
  /** Knows what must never be printed, besides the token and what a request itself sends: it may learn more while the connection lives. */
  readonly redactor?: Redactor | undefined;
  /** Called once for each different warning that the service sends. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** One try, in milliseconds. Default: 300,000, as the official client. */
  readonly timeout?: number | undefined;
  readonly limits?: RetryLimits | undefined;
}

export interface Call<Schema extends z.ZodType> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly repeatable: Repeatable;
  /** The shape of the answer; left out where the answer's body says nothing. */
  readonly answer?: Schema;
  readonly body?: unknown;
}

const MOST_IN_FLIGHT = 16;
const WARNING_HEADERS = ["x-arraylake-warning", "x-deprecation-warning"];

/** One service, one token: sends requests over a few kept connections, waits and retries, and reads the answers. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #redactor: Redactor;
  /** Whole milliseconds: timers take no others. */
  readonly #timeout: number;
  #transport: Promise<Transport> | undefined;
  readonly #headers: Record<string, string>;
  readonly #warned = new Set<string>();
  #pausedUntil = 0;
  /** How far the service's clock is ahead of ours, in milliseconds. */
  #ahead = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#redactor = (options.redactor ?? new Redactor()).with([options.token]);
    this.#timeout = Math.ceil(options.timeout ?? 300_000);
    this.#headers = {
      accept: "application/vnd.earthmover+json",
      authorization: `Bearer ${options.token}`,
      "client-name": "pulumi-arraylake",
      "client-version": options.version,
      "user-agent": `pulumi-arraylake/${options.version} node/${process.versions.node}`,
      "x-arraylake-client": `pulumi/${options.version}`,
      "x-arraylake-source": "pulumi",
      "arraylake-session-id": randomUUID(),
    };
  }

  get limits(): RetryLimits {
    return this.#options.limits ?? RETRY_LIMITS;
  }

  /** The time by the service's clock, as its last answer told it. */
  serviceTime(): number {
    return Date.now() + this.#ahead;
  }

  async send<Schema extends z.ZodType>(call: Call<Schema>): Promise<z.infer<Schema>> {
    const { limits } = this;
    const deadline = Date.now() + limits.total;
    return withRetries(
      async () => {
        await this.#waitForPause(deadline);
        return this.#once(call, deadline);
      },
      { repeatable: call.repeatable, limits, deadline },
      (wait, error) => this.#pause(wait, error),
    );
  }

  async close(): Promise<void> {
    await this.#transport?.then(
      ({ dispatcher }) => dispatcher.close(),
      () => undefined,
    );
  }

  async #once<Schema extends z.ZodType>(
    { method, path, body, answer }: Call<Schema>,
    deadline: number,
  ): Promise<z.infer<Schema>> {
    const { status, headers, text } = await this.#exchange(method, path, body, deadline);
    this.#passOnWarnings(headers, body);
    const parsed = parsedJson(text);
    if (status < 200 || status > 299) {
      const redacted = this.#redactedBeside(body);
      const words = wordsOf(parsed.ok ? parsed.value : text, redacted);
      const requestId = headers["x-request-id"];
      const location = headers.location === undefined ? undefined : redacted(headers.location);
      const advice = adviceFor(status, this.#options.serviceUri, location);
      throw new StatusError(
        method,
        path,
        status,
        words,
        requestId === undefined ? undefined : redacted(requestId),
        parseRetryAfter(headers["retry-after"]),
        advice,
      );
    }
    if (!answer) return undefined as z.infer<Schema>;
    const checked = parsed.ok ? answer.safeParse(parsed.value) : undefined;
    if (checked?.success) return checked.data;
    throw new AnswerError(unreadable(method, path, checked?.error, text, this.#options.serviceUri), method, path);
  }

  async #exchange(method: Call<z.ZodType>["method"], path: string, body: unknown, deadline: number): Promise<Exchange> {
    this.#transport ??= openTransport(this.#timeout);
    const { request, dispatcher } = await this.#transport;
    // Not AbortSignal.timeout: its timer would be held until it fires, minutes after most answers.
    const late = new AbortController();
    const wait = Math.max(1, Math.min(Math.ceil(deadline - Date.now()), this.#timeout));
    const timer = setTimeout(() => late.abort(new DOMException("no answer in time", "TimeoutError")), wait);
    try {
      const response = await request(this.#options.serviceUri.replace(/\/+$/, "") + path, {
        method,
        dispatcher,
        headers: body === undefined ? this.#headers : { ...this.#headers, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
        signal: late.signal,
      });
      const headers = single(response.headers);
      const time = Date.parse(headers.date ?? "");
      if (!Number.isNaN(time)) this.#ahead = time - Date.now();
      return { status: response.statusCode, headers, text: await response.body.text() };
    } catch (cause) {
      throw new TransportError(lostConnection(method, path, cause, this.#options.serviceUri), method, path, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /** A 429 speaks of the account, not of one request: while it lasts, every request waits. */
  async #pause(wait: number, error: ArraylakeError): Promise<void> {
    if (error instanceof StatusError && error.status === 429)
      this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + wait);
    await sleep(wait);
  }

  async #waitForPause(deadline: number): Promise<void> {
    for (
      let wait = this.#pausedUntil - Date.now();
      wait > 0 && Date.now() + wait < deadline;
      wait = this.#pausedUntil - Date.now()
    ) {
      await sleep(wait);
    }
  }

  /** Takes out all that is known to be secret, and what the request itself sent. */
  #redactedBeside(body: unknown): (text: string) => string {
    const redactor = this.#redactor.with(secretsIn(body));
    return (text) => redactor.redacted(text);
  }

  #passOnWarnings(headers: Headers, body: unknown): void {
    for (const header of WARNING_HEADERS) {
      const warning = headers[header];
      if (!warning || this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.#options.onWarning?.(`Arraylake: ${this.#redactedBeside(body)(warning)}`);
    }
  }
}

interface Transport {
  readonly request: typeof request;
  readonly dispatcher: Dispatcher;
}

/** At the first call only: a run at rest makes none, and does without undici. */
async function openTransport(timeout: number): Promise<Transport> {
  const { EnvHttpProxyAgent, request } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent({
    connections: MOST_IN_FLIGHT,
    connect: { timeout: Math.min(timeout, 30_000) },
    headersTimeout: timeout,
    bodyTimeout: timeout,
    keepAliveTimeout: 10_000,
  });
  return { request, dispatcher };
}

type Headers = Readonly<Record<string, string | undefined>>;

interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

function single(headers: Record<string, string | string[] | undefined>): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

/** Whatever a body's auth config says but the method, whose name the service's words need. */
function secretsIn(body: unknown): string[] {
  const { method: _, ...fields } = (body as { auth_config?: Record<string, unknown> } | undefined)?.auth_config ?? {};
  return stringsIn(fields);
}

function parsedJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

function unreadable(
  method: string,
  path: string,
  error: z.ZodError | undefined,
  text: string,
  serviceUri: string,
): string {
  const page = /<html|<!doctype/i.test(text);
  const what = page
    ? "an HTML page instead of JSON"
    : error
      ? "JSON of another shape than documented"
      : "a body that is not JSON";
  const where = error?.issues[0] ? ` (at ${error.issues[0].path.map(String).join(".") || "its top"})` : "";
  return `Arraylake answered ${method} ${path} with ${what}${where}. Check that ${serviceUri} is the service's API (arraylake:serviceUri or ARRAYLAKE_SERVICE__URI), and that no proxy or login page stands before it.`;
}

function lostConnection(method: string, path: string, cause: unknown, serviceUri: string): string {
  const { reason, advice } = adviceForLostConnection(cause instanceof Error ? cause : undefined);
  return `No answer from Arraylake to ${method} ${path}: ${reason} (${serviceUri}). ${advice}`;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
