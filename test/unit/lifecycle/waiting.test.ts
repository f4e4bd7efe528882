import { describe, expect, test } from "vitest";
import type { Clock } from "../../../provider/api/clock";
import type { Transport } from "../../../provider/api/transport";
import type { Emulator } from "../../../provider/emulator/index";
import { BucketConfigLifecycle, type BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import { DefaultBucketConfigLifecycle } from "../../../provider/lifecycle/default-bucket-config";
import type { CheckedInputs } from "../../../provider/model/normal-form";
import { UNKNOWN } from "../../../provider/model/unknown";
import { timeless } from "../helpers/clock";
import { emulate } from "../helpers/connected";
import { s3Input } from "../helpers/samples";
import { callsSince, openSession } from "../helpers/sessions";

type Refusal = (emulator: Emulator) => void;

const REFUSALS: [string, Refusal][] = [
  ["refuses", (emulator) => emulator.putBucket("other", { nickname: "theirs" })],
  ["can't be answered", (emulator) => emulator.fail({ kind: "status", status: 403, path: "/orgs/other/buckets" })],
];

/** A service whose answers about the organisation 'other' wait for `release`, while the time goes on. */
async function heldBack() {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const { clock, transport } = timeless(emulator.url);
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const exchange: Transport["exchange"] = async (request, signal) => {
    if (request.url.includes("/orgs/other/")) await gate;
    return transport.exchange(request, signal);
  };
  const { session } = openSession(emulator, {}, { clock, transport: { ...transport, exchange } });
  const mark = new DefaultBucketConfigLifecycle(session);
  return { emulator, clock, release, config: new BucketConfigLifecycle(session), mark };
}

async function checked(config: BucketConfigLifecycle, olds: object, input: object): Promise<CheckedInputs> {
  const { inputs, failures } = await config.check({ ...olds }, { ...input });
  expect(failures).toEqual([]);
  return inputs as unknown as CheckedInputs;
}

/** A BucketConfig that an earlier run made. */
async function made(emulator: Emulator, input = s3Input()) {
  const config = new BucketConfigLifecycle(openSession(emulator).session);
  const { id, outs } = await config.create(await checked(config, {}, input));
  emulator.clearCalls();
  return { id, outs: outs as BucketConfigState };
}

/** What can't be undone, begun as Pulumi begins it. */
const STEPS: Record<string, (config: BucketConfigLifecycle, emulator: Emulator) => Promise<() => Promise<unknown>>> = {
  "the deletion of what is replaced": async (config, emulator) => {
    const { id, outs } = await made(emulator);
    const news = await checked(config, outs, s3Input({ prefix: "moved" }));
    await config.diff(id, outs, news);
    await checked(config, {}, s3Input({ prefix: "moved" }));
    return () => config.delete(id, outs);
  },
  "a rename": async (config, emulator) => {
    const { id, outs } = await made(emulator);
    const news = await checked(config, outs, s3Input({ nickname: "renamed" }));
    return () => config.update(id, outs, news);
  },
};

/** Until a second has passed, or all is done that doesn't wait for the clock. */
async function aSecond(clock: Clock): Promise<void> {
  const until = clock.now() + 1000;
  for (let turn = 0; turn < 200 && clock.now() < until; turn++) await new Promise(setImmediate);
}

describe.each(Object.entries(STEPS))("%s", (_, prepared) => {
  const other = s3Input({ org: "other", nickname: "theirs" });

  test.each(REFUSALS)("waits for a check that is under way, and is left alone where that %s", async (_, refusal) => {
    const { emulator, clock, config, release } = await heldBack();
    refusal(emulator);
    const step = await prepared(config, emulator);
    const check = config.check({}, other).catch(() => undefined);
    const done = step().then(
      () => "done",
      (error: Error) => error.message,
    );
    await aSecond(clock);
    release();
    await check;
    expect(await done).toContain("another resource of this program was refused");
    expect(callsSince(emulator).filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  test("waits a moment for the checks that still come, and is left alone where one refuses", async () => {
    const { emulator, clock, config } = await heldBack();
    const step = await prepared(config, emulator);
    const check = new Promise((resolve) =>
      clock.after(200, () => resolve(config.check({}, s3Input({ uri: "ftp://x" })))),
    );
    const [done] = await Promise.all([step().catch((error: Error) => error.message), check]);
    expect(done).toContain("another resource of this program was refused");
    expect(callsSince(emulator).filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  test("is left alone where a DefaultBucketConfig is refused, too", async () => {
    const { emulator, clock, config, mark } = await heldBack();
    const step = await prepared(config, emulator);
    const check = new Promise((resolve) => clock.after(200, () => resolve(mark.check({}, { bucketConfigId: "none" }))));
    const [done] = await Promise.all([step().catch((error: Error) => error.message), check]);
    expect(await check).toMatchObject({ failures: [expect.stringContaining("no BucketConfig has that id")] });
    expect(done).toContain("another resource of this program was refused");
    expect(callsSince(emulator).filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  test("is left alone where the refresh of this run found a drift that will be refused", async () => {
    const { emulator, config } = await heldBack();
    const drifted = await made(emulator, s3Input({ nickname: "drifted", prefix: "drifted" }));
    emulator.patchBucket("acme", drifted.id, { extra_config: { region_name: "elsewhere" } });
    emulator.putRepo("acme", { name: "climate", bucketId: drifted.id });
    const step = await prepared(config, emulator);
    const { props, inputs } = await config.read(drifted.id, drifted.outs);
    const input = s3Input({ nickname: "drifted", prefix: "drifted" });
    const news = await checked(config, inputs ?? {}, input);
    await config.diff(drifted.id, props as BucketConfigState, news);
    await checked(config, {}, input);
    const deletion = config.delete(drifted.id, props as BucketConfigState).catch((error: Error) => error.message);
    expect(await step().catch((error: Error) => error.message)).toContain(
      "another resource of this program was refused",
    );
    expect(await deletion).toMatch(/1 repo uses it \(climate\), and it was changed outside of this program/);
    expect(callsSince(emulator).filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  test("is left alone where what is imported would have to be replaced, which Pulumi refuses", async () => {
    const { emulator, config } = await heldBack();
    const input = s3Input({ nickname: "imported", prefix: "imported" });
    const { id } = await made(emulator, input);
    const step = await prepared(config, emulator);
    const { props, inputs } = await config.read(id, { org: "acme" });
    const done = step().catch((error: Error) => error.message);
    const news = await checked(config, inputs ?? {}, { ...input, prefix: "elsewhere" });
    await config.diff(id, props as BucketConfigState, news);
    expect(await done).toContain("another resource of this program was refused");
    expect(callsSince(emulator).filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  test("goes on once all that are under way have passed", async () => {
    const { emulator, clock, config, release } = await heldBack();
    const step = await prepared(config, emulator);
    const check = config.check({}, other);
    const done = step();
    await aSecond(clock);
    release();
    expect((await check).failures).toEqual([]);
    await done;
    expect(callsSince(emulator).filter((call) => !call.startsWith("GET"))).toHaveLength(1);
  });
});

test("the deletion of what is not declared any more waits for nothing", async () => {
  const { emulator, clock, config } = await heldBack();
  const { id, outs } = await made(emulator);
  const before = clock.now();
  await config.delete(id, outs);
  expect(clock.now()).toBe(before);
  expect(emulator.buckets("acme")).toEqual([]);
});

describe("the deletion of what is replaced, while another resource fails in its create", () => {
  async function failingBeside() {
    const { emulator, config, release } = await heldBack();
    release();
    const step = await (STEPS["the deletion of what is replaced"] as (typeof STEPS)[string])(config, emulator);
    const news = await checked(config, {}, s3Input({ org: "other", nickname: "theirs" }));
    emulator.fail({ kind: "status", status: 422, method: "POST", path: "/orgs/other/buckets" });
    return { emulator, step, failing: () => config.create(news).catch(() => undefined) };
  }

  test("is left alone where it still waits as that is told: nothing would follow it", async () => {
    const { emulator, step, failing } = await failingBeside();
    const done = step().catch((error: Error) => error.message);
    await failing();
    expect(await done).toContain("another resource of this program was refused or failed");
    expect(emulator.buckets("acme")).toMatchObject([{ nickname: "era5" }]);
  });

  test("goes on where Pulumi asks for it only then", async () => {
    const { emulator, step, failing } = await failingBeside();
    await failing();
    await step();
    expect(emulator.buckets("acme")).toEqual([]);
  });
});

test("what was replaced for another resource's sake, and depends on it no more, is made after its own deletion", async () => {
  const { emulator, config } = await heldBack();
  const { id, outs } = await made(emulator);
  await config.diff(id, outs, { ...outs, prefix: UNKNOWN });
  const news = await checked(config, {}, s3Input({ prefix: "moved" }));
  const [, { id: next }] = await Promise.all([config.delete(id, outs), config.create(news)]);
  expect(emulator.buckets("acme")).toMatchObject([{ id: next, nickname: "era5", prefix: "moved" }]);
});
