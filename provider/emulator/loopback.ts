import { isIPv4 } from "node:net";

/** Whether a host or an address is this machine alone: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(host: string): boolean {
  const bare = unbracketed(host.toLowerCase()).replace(/^::ffff:/, "");
  return bare === "localhost" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}

/** The address under which a server that listens on a host can be reached from this machine. */
export function urlOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : unbracketed(host);
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

/** An address of IPv6 without the brackets that a URL puts around it. */
export function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
