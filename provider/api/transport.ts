import type { Dispatcher, request } from "undici";
import { unlessAborted } from "./bounds";
import { proxyFor } from "./proxy";

/** What goes out. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What came back, as soon as its status and headers are here. */
export interface ReceivedAnswer {
  readonly status: number;
  /** By names in lower case; the values of one that came several times are joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as they came, still compressed. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The way to a service and back. */
export interface Transport {
  /**
   * Sends a request, once. Any status of the service is an answer, a redirect too; a proxy that refuses is a failure. An abort of the
   * signal fails what is awaited, be it the answer or the next bytes of its body, with the signal's reason.
   */
  exchange(request: SentRequest, signal: AbortSignal): Promise<ReceivedAnswer>;
  /** Ends the connections. What is still under way fails. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** The service that all requests go to: it decides whether a proxy is on the way. */
  readonly serviceUri: string;
  /** How long it may take to connect, TLS and a proxy's tunnel included, in milliseconds. There is no other time limit but the signals. */
  readonly connectTimeout: number;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Over the network, on connections that are kept for the next request: up to 256, so that the caller decides how many are in use. */
export function undiciTransport(options: TransportOptions): Transport {
  let opened: Promise<Opened> | undefined;
  return {
    exchange: async ({ method, url, headers, body }, signal) => {
      // At the first call only: a run at rest makes none, and does without undici.
      opened ??= open(options);
      const { request, dispatcher } = await opened;
      signal.throwIfAborted();
      const sent = request(url, {
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body ?? null,
        dispatcher,
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      // undici heeds a signal only once it has a connection: as long as it makes one, the signal alone ends the wait.
      const answer = await unlessAborted(sent, signal);
      return { status: answer.statusCode, headers: joined(answer.headers), body: answer.body };
    },
    close: async () => {
      await opened?.then(
        ({ dispatcher }) => dispatcher.destroy(),
        () => undefined,
      );
    },
  };
}

interface Opened {
  readonly request: typeof request;
  readonly dispatcher: Dispatcher;
}

async function open({ serviceUri, connectTimeout, env }: TransportOptions): Promise<Opened> {
  const { Agent, Pool, ProxyAgent, request } = await import("undici");
  const options = { connections: 256, pipelining: 1, keepAliveTimeout: 10_000, connectTimeout };
  const { address, problem } = proxyFor(serviceUri, env);
  if (problem !== undefined) throw new Error(problem);
  if (!address) return { request, dispatcher: new Agent(options) };
  const dispatcher = new ProxyAgent({
    ...options,
    uri: address.href,
    // What is asked of the proxy itself is to open a tunnel, for which undici would give it five minutes.
    clientFactory: (proxy, more) => new Pool(proxy, { ...more, headersTimeout: connectTimeout }),
    ...socksCredentials(address),
  });
  return { request, dispatcher };
}

/** Without these, undici gives them to a SOCKS proxy as they stand in the address, percent-encoded. */
function socksCredentials({ username, password }: URL): object {
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function joined(headers: Record<string, string | string[] | undefined>): ReceivedAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
