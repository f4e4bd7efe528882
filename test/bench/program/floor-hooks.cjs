// @ts-check
// Hooks that do nothing. With a latency they wait for it wherever a BucketConfig needs a call of its own: then what is left
// is the time that Pulumi's own parallelism allows.

const { setTimeout: sleep } = require("node:timers/promises");

const LATENCY = Number(process.env.BENCH_LATENCY_MS ?? 0);
const waited = () => (LATENCY > 0 ? sleep(LATENCY) : undefined);
/** @param {import("@pulumi/pulumi").Inputs} inputs */
const stored = ({ __provider: _, ...outs }) => outs;

/** @type {import("@pulumi/pulumi").dynamic.ResourceProvider} */
module.exports = {
  check: async (_olds, news) => ({ inputs: news }),
  diff: async (_id, olds, news) => ({
    changes: olds.nickname !== news.nickname || olds.prefix !== news.prefix,
    replaces: olds.prefix === news.prefix ? [] : ["prefix"],
    deleteBeforeReplace: true,
  }),
  create: async (inputs) => {
    await waited();
    return { id: inputs.prefix, outs: stored(inputs) };
  },
  read: async (id, props) => ({ id, props }),
  update: async (_id, _olds, news) => {
    await waited();
    return { outs: stored(news) };
  },
  delete: async () => {
    await waited();
  },
};
