import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Emulator } from "../../provider/emulator/index";
import { kill } from "../e2e/harness/recovery";
import { type Declared, emulatorForTest, TestStack } from "../e2e/harness/stack";

// Seeded random lives of a small stack: changes, faults and kills, in any order. However they go, the stack ends as declared.
// CHAOS_RUNS says how many (default 3); CHAOS_SEED where to begin, to repeat one that failed with CHAOS_RUNS=1.

const RUNS = Number(process.env.CHAOS_RUNS ?? 3);
const FIRST_SEED = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 1_000_000));
const NAMES = ["one", "two", "three", "four"];
const UP = ["up", "--yes", "--skip-preview"];

type Declaration = Record<string, Declared>;

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function declaration(next: () => number): Declaration {
  const kept = NAMES.filter(() => next() < 0.8);
  return Object.fromEntries(
    kept.map((name) => {
      const authConfig =
        next() < 0.5
          ? { method: "anonymous" }
          : { method: "hmac", accessKeyId: `AKID${name}`, secretAccessKey: `secret-${name}` };
      const args = {
        nickname: `${name}-${Math.floor(next() * 3)}`,
        uri: `gs://chaos/${name}/${Math.floor(next() * 3)}`,
        authConfig,
      };
      return [name, { args }];
    }),
  );
}

/** One run that may be killed at any moment, with any call going wrong. */
async function disturbedRun(stack: TestStack, emulator: Emulator, next: () => number, seed: number): Promise<void> {
  const faults = next() < 0.7 ? emulator.failRandomly({ rate: 0.3, seed, ...KINDS }) : undefined;
  const child = stack.spawn(UP);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.stdout?.resume();
  child.stderr?.resume();
  if (next() < 0.5) {
    await Promise.race([ended, sleep(500 + next() * 3500)]);
    kill(stack, child.pid);
  }
  await ended;
  faults?.stop();
}

const KINDS = {
  kinds: [
    "reset-before",
    "reset-after",
    "cut-off",
    "garbage",
    { kind: "status", status: 500, when: "after" },
    { kind: "status", status: 503 },
  ] as const,
};

/** What a user does in the end: nothing is disturbed any more, and what a killed run made is adopted. */
async function converge(stack: TestStack, declared: Declaration): Promise<string> {
  await stack.cli(["cancel", "--yes"]);
  await stack.cli(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
  const adopting = Object.fromEntries(
    Object.entries(declared).map(([name, { args }]) => [name, { args: { ...args, adopt: true } }]),
  );
  let text = "";
  for (const resources of [declared, adopting, declared]) {
    stack.declare(resources);
    const ended = await stack.cli(UP);
    text = ended.text;
    if (ended.ok && resources === declared) return "";
  }
  return text;
}

/** What is declared, at the service and in the state, and nothing else. */
async function expectAsDeclared(stack: TestStack, emulator: Emulator, declared: Declaration): Promise<void> {
  const resources = await stack.resources();
  const wanted = Object.entries(declared).map(([name, { args }]) => [resources.get(name)?.id, args.nickname, args.uri]);
  const standing = emulator
    .buckets("acme")
    .map(({ id, nickname, name, prefix }) => [id, nickname, `gs://${name}/${prefix}`]);
  expect(standing.toSorted()).toEqual(wanted.toSorted());
  const rest = await stack.preview({ expectNoChanges: true });
  expect(rest.ok, rest.text).toBe(true);
}

test.each(Array.from({ length: RUNS }, (_, index) => FIRST_SEED + index))(
  "whatever breaks, the stack ends as declared, without a double (CHAOS_SEED=%i)",
  async (seed) => {
    const next = random(seed);
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({
      emulator,
      env: { ARRAYLAKE_TOKEN: emulator.token, ARRAYLAKE_TIMEOUT_SECONDS: "20" },
    });
    const rounds = 1 + Math.floor(next() * 2);
    for (let round = 0; round < rounds; round++) {
      const declared = declaration(next);
      stack.declare(declared);
      await disturbedRun(stack, emulator, next, seed + round);
      expect(await converge(stack, declared), `CHAOS_SEED=${seed}`).toBe("");
      await expectAsDeclared(stack, emulator, declared);
    }
  },
  600_000,
);
