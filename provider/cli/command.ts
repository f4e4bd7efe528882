import { dynamicFace } from "../dynamic/face";
import { ExpectedError } from "../expected-error";
import { Session } from "../lifecycle/session";
import { configKey, PROVIDER_SETTINGS } from "../model/provider-settings";
import { isOrg, ORG_RULE } from "../model/schema";
import { quoted } from "../model/text";

/** A command that can't be carried out as it was given, or here. */
export class CommandError extends ExpectedError {}

/** The options of every command that asks Arraylake. */
export interface ServiceFlags {
  org?: string;
  serviceUri?: string;
}

/** Does a command's work, with the settings that the environment and its options give. Messages go to standard error. */
export async function atArraylake<Result>(
  { serviceUri }: Pick<ServiceFlags, "serviceUri">,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const config = (key: string) => (key === configKey("serviceUri") ? serviceUri : undefined);
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const face = dynamicFace({ info: say, warn: (message) => say(`warning: ${message}`) });
  const session = new Session({ config, env: process.env }, face);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** The same for one organisation. */
export function atOrganisation(
  flags: ServiceFlags,
  work: (session: Session, org: string) => Promise<void>,
): Promise<void> {
  return atArraylake(flags, (session) => work(session, orgOf(session, flags.org)));
}

export function orgOf(session: Session, org: string | undefined): string {
  const name = org?.trim() || session.defaultOrg;
  if (!name)
    throw new CommandError(`No organisation is named: give --org NAME, or set ${PROVIDER_SETTINGS.org.variable}.`);
  if (!isOrg(name))
    throw new CommandError(`--org (or ${PROVIDER_SETTINGS.org.variable}) ${ORG_RULE}; not ${quoted(name)}.`);
  return name;
}
