import type * as pulumi from "@pulumi/pulumi";
import { dynamicFace } from "../../provider/dynamic/face";
import { dynamicProvider } from "../../provider/dynamic/provider";
import { BucketConfigLifecycle } from "../../provider/lifecycle/bucket-config";
import { DefaultBucketConfigLifecycle } from "../../provider/lifecycle/default-bucket-config";
import { Session, type SessionOptions } from "../../provider/lifecycle/session";
import type { Face, Provider } from "./provider";

/** Pulumi's host of dynamic providers: it knows no previews, no time limits, and no wish to end. */
export function dynamic(
  settings: Readonly<Record<string, string>>,
  say: (message: string) => void,
  options: SessionOptions,
): Face {
  const session = new Session(
    { config: (key) => settings[key], env: {} },
    dynamicFace({ info: say, warn: say }),
    options,
  );
  return {
    bucket: hosted(dynamicProvider(() => new BucketConfigLifecycle(session))),
    default: hosted(dynamicProvider(() => new DefaultBucketConfigLifecycle(session))),
    isNative: false,
    // By an import file, which `import-file` writes.
    configured: Promise.resolve(),
    importing: (id, org) => ({ id, state: { org } }),
    cancel: () => undefined,
  };
}

/** What the host adds to every state. */
const LINE = { __provider: "the line" };

type Every<Hooks> = { [Name in keyof Hooks]-?: Hooks[Name] };

function hosted(provider: pulumi.dynamic.ResourceProvider): Provider {
  const hooks = provider as Every<pulumi.dynamic.ResourceProvider>;
  void hooks.configure({ config: { get: () => undefined } as never });
  return {
    check: async ({ olds, news }) => {
      const { inputs, failures = [] } = await hooks.check(olds, news);
      return { inputs, failures: failures.map(({ reason }) => reason) };
    },
    diff: async ({ id, olds, news }) => {
      const { changes = false, replaces = [], deleteBeforeReplace = false } = await hooks.diff(id, olds, news);
      return { changes, replaces, deleteBeforeReplace };
    },
    create: async ({ inputs }) => {
      const { id, outs } = await hooks.create(inputs);
      return { id, outs: { ...outs, ...LINE } };
    },
    read: async ({ id, state }) => {
      const { id: found = "", props = {}, inputs } = await hooks.read(id, state);
      return { id: found, state: { ...props, ...LINE }, inputs };
    },
    update: async ({ id, olds, news }) => {
      const { outs } = await hooks.update(id, olds, news);
      return { outs: { ...outs, ...LINE } };
    },
    delete: ({ id, state }) => hooks.delete(id, state),
  };
}
