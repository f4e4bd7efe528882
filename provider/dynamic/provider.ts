import type * as pulumi from "@pulumi/pulumi";
import type { Hooks } from "../lifecycle/hooks";
import { plainJson } from "../model/plain-json";
import { expected } from "./failure";
import { incoming, isInPreview } from "./values";

/** Pulumi's dynamic provider over a lifecycle, which its settings make. */
export function dynamicProvider<Inputs extends object, State extends object>(
  lifecycleOf: (setting: (key: string) => string | undefined) => Hooks<Inputs, State>,
): pulumi.dynamic.ResourceProvider {
  let hooks: Hooks<Inputs, State> | undefined;
  const run = async <Result extends object | undefined>(
    call: (hooks: Hooks<Inputs, State>) => Promise<Result>,
  ): Promise<Result> => {
    try {
      if (!hooks) throw new Error("pulumi-arraylake was called before it was configured");
      return plainJson(await call(hooks));
    } catch (error) {
      throw expected(error);
    }
  };
  return {
    // Synchronous up to its end: the host lets other calls overtake a configure that awaits.
    configure: ({ config }) => {
      hooks = lifecycleOf((key) => config.get(key));
      return Promise.resolve();
    },
    check: async (olds, news) => {
      const { inputs, failures } = await run(async (to) => {
        const checked = await to.check(incoming(olds), incoming(news));
        const isNew = Object.keys(olds ?? {}).length === 0;
        if (isInPreview(news) && isNew && checked.failures.length === 0) to.planned(checked.inputs as Inputs);
        return checked;
      });
      // An empty property: with a name there, Pulumi prints the property's value, secrets in clear.
      return { inputs, failures: failures.map((reason) => ({ property: "", reason })) };
    },
    diff: async (id, olds, news) => {
      const { changes, deleteBeforeReplace } = await run((to) =>
        to.diff(id, incoming<State>(olds), incoming<Inputs>(news)),
      );
      // A dynamic provider speaks of fields alone.
      const replaces = new Set(changes.filter((change) => change.replaces).map(({ path: [field] }) => field));
      // A resource that was the plugin's has no line in its state, without which no later call finds the way here: an update notes it.
      const isMoved = olds.__provider === undefined;
      return { changes: isMoved || changes.length > 0, replaces: [...replaces], deleteBeforeReplace };
    },
    create: (inputs) => run((to) => to.create(incoming<Inputs>(inputs))),
    read: (id, props) => run((to) => to.read(id, incoming<Partial<State>>(props))),
    update: (id, olds, news) => run((to) => to.update(id, incoming<State>(olds), incoming<Inputs>(news))),
    delete: async (id, props) => {
      await run(async (to): Promise<undefined> => {
        await to.delete(id, incoming<State>(props));
      });
    },
  };
}
