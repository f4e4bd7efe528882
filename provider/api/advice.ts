import { bothNames, HOW_TO_SET } from "../model/provider-settings";

const TOKEN_ADVICE = `Set a token that this organisation's admin made: ${HOW_TO_SET.token}. Tokens come from the Arraylake web app (service tokens begin with ema_).`;

const TIME_ADVICE = `Try again later, or give the request more time: ${bothNames("timeoutSeconds")}.`;

/** What a user can do about an answer that says no, which none below 300 does. */
export function adviceFor(status: number, serviceUri: string, location: string | undefined): string {
  if (status === 401) return `The token is wrong, revoked or expired. ${TOKEN_ADVICE}`;
  if (status === 403)
    return `The token may not do this here: only an organisation's admins may change its BucketConfigs. Check the token, and ${bothNames("org")}.`;
  if (status === 404)
    return `Check that the organisation exists and that the token belongs to it (${bothNames("org")}).`;
  if (status === 407)
    return "The proxy asks for credentials: put them into HTTPS_PROXY, or name the service in NO_PROXY.";
  if (status === 429) return `It asks to slow down. ${TIME_ADVICE}`;
  if (status < 400) {
    return `${serviceUri} redirects${location ? ` to ${location}` : ""}. A token is never sent on to another address: set ${bothNames("serviceUri")} to the service itself.`;
  }
  if (status >= 500) return "The service is in trouble: try again later.";
  return "";
}

interface LostConnection {
  readonly reason: string;
  readonly advice: string;
}

const SERVICE_ADVICE = `Check the service's address (${bothNames("serviceUri")})`;

const NO_ROUTE: LostConnection = {
  reason: "there is no way to it from this network",
  advice: `${SERVICE_ADVICE}, the network or VPN, and HTTPS_PROXY or NO_PROXY.`,
};
const BROKEN = "Try again; if it stays, check proxies and firewalls on the way.";
const TOO_LONG: LostConnection = { reason: "it took too long", advice: TIME_ADVICE };

const BY_CODE: Readonly<Record<string, LostConnection>> = {
  ENOTFOUND: { reason: "its host name is not known", advice: `${SERVICE_ADVICE} and this machine's DNS.` },
  EAI_AGAIN: { reason: "its host name can't be looked up", advice: `${SERVICE_ADVICE} and this machine's DNS.` },
  ECONNREFUSED: {
    reason: "the connection was refused",
    advice: `${SERVICE_ADVICE}, and that something listens there; behind a proxy, also HTTPS_PROXY and NO_PROXY.`,
  },
  ECONNRESET: { reason: "the connection was reset", advice: BROKEN },
  UND_ERR_SOCKET: { reason: "the connection broke off", advice: BROKEN },
  UND_ERR_CONNECT_TIMEOUT: {
    reason: "the connection took too long",
    advice: `${SERVICE_ADVICE}, firewalls, and HTTPS_PROXY or NO_PROXY.`,
  },
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  UND_ERR_HEADERS_TIMEOUT: TOO_LONG,
  UND_ERR_BODY_TIMEOUT: TOO_LONG,
};

/** What a user can check when no answer came. */
export function adviceForLostConnection(cause: Error | undefined): LostConnection {
  const error = rootOf(cause);
  const code = codeOf(error);
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code] as LostConnection;
  const refusal = /Proxy (?:response|Authentication Required) \((\d{3})\)/.exec(String(error))?.[1];
  if (refusal) {
    return {
      reason: `the proxy answered ${refusal}`,
      advice:
        "Check the proxy's address and credentials in HTTPS_PROXY or HTTP_PROXY, or name the service in NO_PROXY.",
    };
  }
  if (error?.name === "TimeoutError") return TOO_LONG;
  if (/CERT|TLS|SSL|SIGN|ISSUER|EPROTO/.test(code)) {
    return {
      reason: `TLS failed (${code})`,
      advice: `${SERVICE_ADVICE}; behind a company proxy, name its certificate in NODE_EXTRA_CA_CERTS.`,
    };
  }
  return {
    reason: code || error?.name || "the connection failed",
    advice: `${SERVICE_ADVICE}, and HTTPS_PROXY or NO_PROXY.`,
  };
}

/** What the machine is asked for before a byte of the request is on its way. Once connected, a host may get unreachable, too. */
const BEFORE_SENDING = new Set(["getaddrinfo", "connect"]);

/** Whether a request surely never reached the service. */
export function isBeforeSending(cause: Error | undefined): boolean {
  const error: (Error & { syscall?: string }) | undefined = rootOf(cause);
  return BEFORE_SENDING.has(error?.syscall ?? "") || codeOf(error) === "UND_ERR_CONNECT_TIMEOUT";
}

function codeOf(error: Error | undefined): string {
  return (error as { code?: string } | undefined)?.code ?? "";
}

function rootOf(error: Error | undefined): Error | undefined {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error?.cause instanceof Error ? rootOf(error.cause) : error;
}
