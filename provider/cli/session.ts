import { Session } from "../lifecycle/session";
import { isOrg, ORG_RULE } from "../model/schema";
import { quoted } from "../model/text";

/** The settings of a command: the environment, and what its options say. Messages go to standard error. */
export function commandSession(options: { serviceUri?: string | undefined }): Session {
  const config = (key: string) => (key === "arraylake:serviceUri" ? options.serviceUri : undefined);
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  return new Session({ config, env: process.env }, { info: say, warn: (message) => say(`warning: ${message}`) });
}

export function orgOf(session: Session, org: string | undefined): string {
  const name = org?.trim() || session.defaultOrg;
  if (!name) throw new Error("No organisation is named: give --org NAME, or set ARRAYLAKE_ORG.");
  if (!isOrg(name)) throw new Error(`--org (or ARRAYLAKE_ORG) ${ORG_RULE}; not ${quoted(name)}.`);
  return name;
}
