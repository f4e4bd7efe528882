type Environment = Readonly<Record<string, string | undefined>>;

/** How a service is reached: by a proxy, or, where there is neither an address nor a problem, without one. */
export interface ProxyChoice {
  readonly address?: URL;
  /** What is wrong with the variable that names the proxy. It never holds a part of its value, where passwords stand. */
  readonly problem?: string;
}

/**
 * The proxy for a service, chosen from the variables as undici's EnvHttpProxyAgent does, which says of none that it is wrong.
 * A service on this machine has none: through a proxy it would be another machine's, and `http://` would take the token there in clear.
 */
export function proxyFor(serviceUri: string, env: Environment): ProxyChoice {
  const service = new URL(serviceUri);
  if (isLoopback(service.hostname) || isPassedBy(service, env.no_proxy ?? env.NO_PROXY)) return {};
  const set =
    service.protocol === "https:" ? (setOf(env, "HTTPS_PROXY") ?? setOf(env, "HTTP_PROXY")) : setOf(env, "HTTP_PROXY");
  if (!set) return {};
  const address = parsed(set.value);
  return address ? { address } : { problem: problemOf(set.variable) };
}

/** Of a URL's host name, which is in lower case and has its numbers written out. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost\.?|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname);
}

function problemOf(variable: string): string {
  return (
    `${variable} holds no proxy's address: write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT (or with https:// or socks5://; ` +
    "special characters in the user name and password percent-encoded), unset it, or name the service in NO_PROXY."
  );
}

/** What a variable is set to, and its name as it is written. In lower case it goes first, even if it is empty there. */
function setOf(env: Environment, name: string): { variable: string; value: string } | undefined {
  const lower = name.toLowerCase();
  const variable = env[lower] === undefined ? name : lower;
  const value = env[variable]?.trim();
  return value ? { variable, value } : undefined;
}

function parsed(value: string): URL | undefined {
  if (!/^(https?|socks5?):\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isWhole = url.hostname !== "" && /^\/?$/.test(url.pathname) && !/[?#]/.test(value);
  return isWhole && canDecode(`${url.username}:${url.password}`) ? url : undefined;
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether NO_PROXY names a service: its host, a domain above it, or `*`, each also with a port. */
function isPassedBy({ protocol, hostname, port }: URL, noProxy: string | undefined): boolean | undefined {
  const host = hostname.replace(/[[\]]/g, "").replace(/(.)\.$/, "$1");
  const servicePort = Number(port) || (protocol === "https:" ? 443 : 80);
  return noProxy?.split(/[,\s]/).some((entry) => {
    const [, inBrackets, before, after] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
    if ((Number(after) || servicePort) !== servicePort) return false;
    const name = (inBrackets ?? before ?? entry)
      .replace(/^\*?\./, "")
      .replace(/(.)\.$/, "$1")
      .toLowerCase();
    return name === "*" || (host === name && !entry.startsWith("*")) || host.endsWith(`.${name}`);
  });
}
