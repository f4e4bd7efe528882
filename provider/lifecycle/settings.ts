import { isLoopback, proxyFor } from "../api/proxy";
import { ExpectedError } from "../expected-error";
import { type Problem, pathText } from "../model/problems";
import {
  bothNames,
  configKey,
  HOW_TO_SET,
  PROVIDER_SETTINGS,
  type ProviderSettingName,
  SECONDS,
} from "../model/provider-settings";
import { isOrg, ORG_RULE } from "../model/schema";
import { quoted } from "../model/text";

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

/** A setting as it was written, without outer whitespace, under the name by which its user knows it. */
interface Given {
  readonly name: string;
  readonly text: string;
}

/** The config goes before the environment. What is empty there counts as not given: so a pipeline hands on a variable that it doesn't have. */
function given(source: SettingsSource, name: ProviderSettingName): Given | undefined {
  const key = configKey(name);
  const { variable } = PROVIDER_SETTINGS[name];
  const inConfig = source.config(key)?.trim();
  if (inConfig) return { name: key, text: inConfig };
  const inEnvironment = source.env[variable]?.trim();
  return inEnvironment ? { name: variable, text: inEnvironment } : undefined;
}

/** The organisation that stands in where a resource names none. */
export function defaultOrg(source: SettingsSource): string | undefined {
  return given(source, "org")?.text;
}

/** What is wrong with the organisation that stands in, where a resource names none. One that it names, its own rules judge. */
export function orgProblems(given: unknown, standIn: string | undefined): Problem[] {
  if ((given ?? undefined) !== undefined) return [];
  if (standIn === undefined) return [ORG_PROBLEM];
  return isOrg(standIn) ? [] : [{ path: "org", message: `(${bothNames("org")}) ${ORG_RULE}; not ${quoted(standIn)}` }];
}

export const ORG_PROBLEM: Problem = {
  path: pathText(["org"]),
  message: `is required: set it on the resource or its Provider, or once ${HOW_TO_SET.org}`,
};

const OLDEST_NODE = [22, 19] as const;

/** What a call to the service needs, or everything that is missing or wrong, in one error. */
export function readSettings(source: SettingsSource, node = process.versions.node): Settings {
  const token = given(source, "token");
  const serviceUri = given(source, "serviceUri")?.text ?? PROVIDER_SETTINGS.serviceUri.default;
  const allowHttp = given(source, "allowHttp");
  const timeout = given(source, "timeoutSeconds");
  const problems = [
    nodeProblem(node),
    tokenProblem(token),
    serviceUriProblem(serviceUri, allowHttp?.text.toLowerCase() === "true"),
    URL.canParse(serviceUri) ? proxyFor(serviceUri, source.env).problem : undefined,
    allowHttpProblem(allowHttp),
    timeoutProblem(timeout),
  ].filter((problem) => problem !== undefined);
  if (token === undefined || problems.length > 0) throw new SettingsError(problems);
  const totalTimeout = Math.ceil(Number(timeout?.text ?? PROVIDER_SETTINGS.timeoutSeconds.default) * 1000);
  return { token: token.text, serviceUri, totalTimeout };
}

/** A setting without which, or with which, no call to the service can be made. */
export class SettingsError extends ExpectedError {
  constructor(readonly problems: readonly string[]) {
    super(problems.join(" "));
  }
}

/** Where it is older, npm only warns at the installation, and what sends requests fails in words of its own. */
function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return undefined;
  return `pulumi-arraylake needs Node.js ${OLDEST_NODE.join(".")} or newer, and this is ${version}: install a newer one, and put it first on the PATH.`;
}

function tokenProblem(token: Given | undefined): string | undefined {
  const wayOut = `Set it ${HOW_TO_SET.token}; service tokens are made in the Arraylake web app, under the organisation's settings.`;
  if (!token) return `No Arraylake token is set. ${wayOut}`;
  if (!/^(ema_|ey)/.test(token.text))
    return `What ${token.name} holds is no Arraylake token: tokens begin with 'ema_' (a service's) or 'ey' (a person's). ${wayOut}`;
  if (!/^(ema_|ey)[\x21-\x7e]+$/.test(token.text))
    return `The Arraylake token in ${token.name} is damaged: after its first letters comes nothing, or a blank, a line end or another character that no token has. ${wayOut}`;
  return undefined;
}

function serviceUriProblem(serviceUri: string, allowHttp: boolean): string | undefined {
  const settings = bothNames("serviceUri");
  // These two don't show what is written: a password or a key may stand in it.
  if (serviceUri.includes("@"))
    return `The service's address must hold no user name, no password and no other '@': take them out of ${settings}.`;
  if (/[?#]/.test(serviceUri)) return `The service's address must end before any '?' or '#': correct ${settings}.`;
  const written = asWritten({ name: "The service's address", text: serviceUri });
  const rule = brokenRule(serviceUri);
  if (rule) return `${written}: it must ${rule}. Correct ${settings}.`;
  const { protocol, hostname } = new URL(serviceUri);
  if (protocol === "http:" && !isLoopback(hostname) && !allowHttp)
    return `${written}, so the token would travel in clear: use https:// in ${settings}, or set ${bothNames("allowHttp")} to true if that is meant.`;
  return undefined;
}

/** What would be called is what is written: whatever a URL's parser mends or leaves out is refused. */
function brokenRule(serviceUri: string): string | undefined {
  const beUrl = `be a URL such as '${PROVIDER_SETTINGS.serviceUri.default}'`;
  const rest = /^https?:\/\/[^/](.*)/i.exec(serviceUri)?.[1];
  if (rest === undefined) return beUrl;
  if (/[\p{C}\p{Z}\\%]/u.test(serviceUri)) return "hold no blank, no control character, no backslash and no '%'";
  if (/\/\.{0,2}\/|\/\.{1,2}$/.test(rest)) return "have no '//', '/./' or '/../' in its path";
  return URL.canParse(serviceUri) ? undefined : beUrl;
}

function allowHttpProblem(allowHttp: Given | undefined): string | undefined {
  if (!allowHttp || /^(true|false)$/i.test(allowHttp.text)) return undefined;
  return `${asWritten(allowHttp)}: it must be true or false.`;
}

function timeoutProblem(timeout: Given | undefined): string | undefined {
  if (!timeout) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(timeout.text) ? Number(timeout.text) : 0;
  if (seconds >= SECONDS.least && seconds <= SECONDS.most) return undefined;
  return `${asWritten(timeout)}: it must be a number of seconds in plain digits, such as 300, from ${SECONDS.least} to ${SECONDS.most} (a day).`;
}

/** Says what was written, on one line, but not what looks like a token that went to the wrong place. */
function asWritten({ name, text }: Given): string {
  if (/ema_|eyJ/.test(text)) return `${name} looks like a token, and is not shown`;
  const line = text.replaceAll(/[\p{C}\p{Z}]/gu, (character) =>
    character === " " ? character : `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );
  return `${name} is ${quoted(line, 100)}`;
}
