import { type Problem, pathText } from "../model/problems";

const PUBLIC_SERVICE = "https://api.earthmover.io";

/** Where settings come from: Pulumi's config (or an explicit provider's inputs) by key, and the environment by name. */
export interface SettingsSource {
  config(key: string): string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Settings {
  readonly token: string;
  readonly serviceUri: string;
  /** All tries of one request together, in milliseconds. */
  readonly totalTimeout: number;
}

const DEFAULT_TIMEOUT_SECONDS = 300;

/** The organisation that stands in where a resource names none: `arraylake:org`, then `ARRAYLAKE_ORG`. */
export function defaultOrg(source: SettingsSource): string | undefined {
  return source.config("arraylake:org")?.trim() || source.env.ARRAYLAKE_ORG?.trim() || undefined;
}

export const ORG_PROBLEM: Problem = {
  path: pathText(["org"]),
  message:
    "is required: set it on the resource or its Provider, or once with `pulumi config set arraylake:org NAME` or ARRAYLAKE_ORG",
};

const OLDEST_NODE = [22, 19] as const;

/** What a call to the service needs, or everything that is missing or wrong, in one error. */
export function readSettings(source: SettingsSource, node = process.versions.node): Settings {
  const token = source.config("arraylake:token")?.trim() || source.env.ARRAYLAKE_TOKEN?.trim() || "";
  const serviceUri =
    source.config("arraylake:serviceUri")?.trim() || source.env.ARRAYLAKE_SERVICE__URI?.trim() || PUBLIC_SERVICE;
  const allowHttp = source.config("arraylake:allowHttp") ?? source.env.ARRAYLAKE_ALLOW_HTTP;
  const timeout = source.config("arraylake:timeoutSeconds") ?? source.env.ARRAYLAKE_TIMEOUT_SECONDS;
  const problems = [
    nodeProblem(node),
    tokenProblem(token),
    serviceUriProblem(serviceUri, allowHttp === "true"),
    timeoutProblem(timeout),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new SettingsError(problems);
  return { token, serviceUri, totalTimeout: Math.ceil(Number(timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000) };
}

/** A setting without which, or with which, no call to the service can be made. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join(" "));
    this.name = "SettingsError";
  }
}

/** Where it is older, npm only warns at the installation, and what sends requests fails in words of its own. */
function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return undefined;
  return `pulumi-arraylake needs Node.js ${OLDEST_NODE.join(".")} or newer, and this is ${version}: install a newer one, and put it first on the PATH.`;
}

function tokenProblem(token: string): string | undefined {
  const wayOut =
    "Set it in ARRAYLAKE_TOKEN, or, for Pulumi's own commands, with `pulumi config set --secret arraylake:token`; service tokens are made in the Arraylake web app, under the organisation's settings.";
  if (token === "") return `No Arraylake token is set. ${wayOut}`;
  if (!/^(ema_|ey)[\x21-\x7e]*$/.test(token))
    return `The Arraylake token is not one: tokens begin with 'ema_' (a service's) or 'ey' (a person's). ${wayOut}`;
  return undefined;
}

function serviceUriProblem(serviceUri: string, allowHttp: boolean): string | undefined {
  const settings = "arraylake:serviceUri or ARRAYLAKE_SERVICE__URI";
  const url = URL.canParse(serviceUri) ? new URL(serviceUri) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    return `The service's address must be a URL such as '${PUBLIC_SERVICE}': correct ${settings}.`;
  if (url.username || url.password)
    return `The service's address must not hold a user name or password: take them out of ${settings}.`;
  if (url.search || url.hash) return `The service's address must end before any '?' or '#': correct ${settings}.`;
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !allowHttp) {
    return `The service's address is http://, so the token would travel in clear: use https:// in ${settings}, or set arraylake:allowHttp (ARRAYLAKE_ALLOW_HTTP) to true if that is meant.`;
  }
  return undefined;
}

function timeoutProblem(timeout: string | undefined): string | undefined {
  if (timeout === undefined || (/^\d+(\.\d+)?$/.test(timeout) && Number(timeout) > 0)) return undefined;
  return "arraylake:timeoutSeconds (ARRAYLAKE_TIMEOUT_SECONDS) must be a number of seconds above 0.";
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
