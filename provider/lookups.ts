import * as pulumi from "@pulumi/pulumi";
import type {
  GetBucketConfigArgs,
  GetBucketConfigResult,
  GetBucketConfigsArgs,
  GetRepoResult,
  GetReposArgs,
} from "./lifecycle/lookups";
import type { Session } from "./lifecycle/session";
import type { Provider } from "./provider";

export type {
  BucketConfigHealth,
  BucketConfigKeys,
  ExactlyOne,
  GetBucketConfigArgs,
  GetBucketConfigResult,
  GetBucketConfigsArgs,
  GetRepoResult,
  GetReposArgs,
} from "./lifecycle/lookups";

/** How a look-up is made. */
export interface LookupOptions {
  /** Whose settings to use. Default: the stack's config and the environment. */
  provider?: Provider;
}

/** The same arguments, each of which may be an output. */
export type InputsOf<Args> = { [Key in keyof Args]: pulumi.Input<Args[Key]> };

/** All BucketConfigs of an organisation, by nickname. */
export function getBucketConfigs(
  args: GetBucketConfigsArgs = {},
  opts: LookupOptions = {},
): Promise<GetBucketConfigResult[]> {
  return lookUp(opts, ({ findBucketConfigs }, session) => findBucketConfigs(session, args));
}

/**
 * One BucketConfig, by its nickname, id or uri.
 * @throws when there is none, with those that there are
 */
export function getBucketConfig(args: GetBucketConfigArgs, opts: LookupOptions = {}): Promise<GetBucketConfigResult> {
  return lookUp(opts, ({ findBucketConfig }, session) => findBucketConfig(session, args));
}

/** The repos of an organisation, or those that rely on one BucketConfig, by name. */
export function getRepos(args: GetReposArgs = {}, opts: LookupOptions = {}): Promise<GetRepoResult[]> {
  return lookUp(opts, ({ findRepos }, session) => findRepos(session, args));
}

/** As `getBucketConfig`, for arguments that are outputs. */
export function getBucketConfigOutput(
  args: InputsOf<GetBucketConfigArgs>,
  opts?: LookupOptions,
): pulumi.Output<GetBucketConfigResult> {
  return whenKnown(args, opts).apply((known) => getBucketConfig(known as GetBucketConfigArgs, opts));
}

/** As `getBucketConfigs`, for arguments that are outputs. */
export function getBucketConfigsOutput(
  args: InputsOf<GetBucketConfigsArgs> = {},
  opts?: LookupOptions,
): pulumi.Output<GetBucketConfigResult[]> {
  return whenKnown(args, opts).apply((known) => getBucketConfigs(known as GetBucketConfigsArgs, opts));
}

/** As `getRepos`, for arguments that are outputs. */
export function getReposOutput(
  args: InputsOf<GetReposArgs> = {},
  opts?: LookupOptions,
): pulumi.Output<GetRepoResult[]> {
  return whenKnown(args, opts).apply((known) => getRepos(known as GetReposArgs, opts));
}

/** The arguments, once these and the provider's settings are known. That the token is a secret makes none of what is found. */
function whenKnown<Args>(args: Args, { provider }: LookupOptions = {}): pulumi.Output<pulumi.Unwrap<Args>> {
  return pulumi
    .all([args, provider && pulumi.unsecret(provider.settings)])
    .apply(([known]) => known as pulumi.Unwrap<Args>);
}

const sessions = new Map<Provider | undefined, Promise<Session>>();

async function lookUp<Result>(
  opts: LookupOptions,
  look: (lookups: typeof import("./lifecycle/lookups"), session: Session) => Promise<Result>,
): Promise<Result> {
  try {
    // Loaded at the first look-up only: a program that declares resources needs nothing of it.
    return await look(await import("./lifecycle/lookups.js"), await sessionFor(opts));
  } catch (cause) {
    const { ExpectedError } = await import("./expected-error.js");
    if (!(cause instanceof ExpectedError)) throw cause;
    // Of this kind of error Pulumi prints the message alone, of any other also the stack and whatever hangs on it.
    throw Object.assign(new pulumi.RunError(cause.message), { cause });
  }
}

function sessionFor({ provider }: LookupOptions): Promise<Session> {
  const session = sessions.get(provider) ?? openSession(provider);
  sessions.set(provider, session);
  session.catch(() => sessions.delete(provider));
  return session;
}

async function openSession(provider: Provider | undefined): Promise<Session> {
  const [{ Session }, { dynamicFace }] = await Promise.all([
    import("./lifecycle/session.js"),
    import("./dynamic/face.js"),
  ]);
  const settings = provider ? await settingsOf(provider) : undefined;
  const stack = new pulumi.Config("arraylake");
  const source = {
    config: (key: string) => (settings ? settings[key] : stack.get(key.slice("arraylake:".length))),
    env: process.env,
  };
  const notices = {
    info: (message: string) => void pulumi.log.info(message),
    warn: (message: string) => void pulumi.log.warn(message),
  };
  return new Session(source, dynamicFace(notices));
}

async function settingsOf(provider: Provider): Promise<Record<string, string | undefined>> {
  const output = provider.settings as unknown as {
    isKnown: Promise<boolean>;
    promise(): Promise<Record<string, string | undefined>>;
  };
  if (await output.isKnown) return output.promise();
  throw new pulumi.RunError(
    "The settings of this provider are not known yet in this preview: use the …Output form of the look-up.",
  );
}
