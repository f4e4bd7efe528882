import { dynamicFace } from "../dynamic/face";
import { Session } from "../lifecycle/session";
import { configKey, PROVIDER_SETTINGS } from "../model/provider-settings";
import { isOrg, ORG_RULE } from "../model/schema";
import { quoted } from "../model/text";
import { CommandError } from "./command-error";

/** The settings of a command: the environment, and what its options say. Messages go to standard error. */
export function commandSession(options: { serviceUri?: string | undefined }): Session {
  const config = (key: string) => (key === configKey("serviceUri") ? options.serviceUri : undefined);
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  return new Session(
    { config, env: process.env },
    dynamicFace({ info: say, warn: (message) => say(`warning: ${message}`) }),
  );
}

export function orgOf(session: Session, org: string | undefined): string {
  const name = org?.trim() || session.defaultOrg;
  if (!name)
    throw new CommandError(`No organisation is named: give --org NAME, or set ${PROVIDER_SETTINGS.org.variable}.`);
  if (!isOrg(name))
    throw new CommandError(`--org (or ${PROVIDER_SETTINGS.org.variable}) ${ORG_RULE}; not ${quoted(name)}.`);
  return name;
}
