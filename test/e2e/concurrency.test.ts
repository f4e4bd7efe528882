import { expect, test } from "vitest";
import { PROGRAM } from "./harness/program";
import { emulatorForTest, TestStack } from "./harness/stack";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`fifty configs in one update with 30 % of the calls failing converge, without a double (SEED=${SEED})`, async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({
    emulator,
    env: { ARRAYLAKE_TOKEN: emulator.token, ARRAYLAKE_TIMEOUT_SECONDS: "120" },
  });
  const names = Array.from({ length: 50 }, (_, index) => `config-${String(index).padStart(2, "0")}`);
  const args = (name: string) => ({
    nickname: name,
    uri: `gs://acme-many/${name}`,
    authConfig: { method: "anonymous" },
  });
  stack.declare(Object.fromEntries(names.map((name) => [name, { args: args(name) }])));
  emulator.failRandomly({
    rate: 0.3,
    seed: SEED,
    kinds: [
      "reset-before",
      "reset-after",
      "cut-off",
      "garbage",
      { kind: "status", status: 503 },
      { kind: "status", status: 500, when: "after" },
      { kind: "status", status: 429, headers: { "retry-after": "0" } },
    ],
  });
  let ended = await stack.cli(["up", "--yes", "--skip-preview"]);
  for (let more = 0; !ended.ok && more < 3; more++) ended = await stack.cli(["up", "--yes", "--skip-preview"]);
  expect(ended.ok, ended.text).toBe(true);
  emulator.clearFaults();
  expect(
    emulator
      .buckets("acme")
      .map(({ nickname }) => nickname)
      .toSorted(),
  ).toEqual(names);
  const ids = [...(await stack.resources()).values()]
    .filter(({ type }) => type.endsWith(":BucketConfig"))
    .map(({ id }) => id);
  expect(ids.toSorted()).toEqual(
    emulator
      .buckets("acme")
      .map(({ id }) => id)
      .toSorted(),
  );
  expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
});

test("more replacements than workers, and one resource that is refused after them: none is left half done", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator });
  const names = Array.from({ length: 12 }, (_, index) => `config-${index}`);
  const declared = (tier: string) =>
    names.map((name) => [
      name,
      {
        args: {
          nickname: name,
          uri: `gs://acme-many/${name}`,
          extraConfig: { tier },
          authConfig: { method: "anonymous" },
        },
      },
    ]);
  stack.declare(Object.fromEntries(declared("first")));
  expect((await stack.up()).ok).toBe(true);
  // The last ones come to a worker while others are still deleting.
  emulator.failRandomly({ rate: 0.5, seed: 1, kinds: [{ kind: "delay", ms: 1500 }], method: "DELETE" });
  const refused = { nickname: names[0], uri: "gs://acme-many/refused", authConfig: { method: "anonymous" } };
  stack.declare(Object.fromEntries(declared("second")));
  // A moment later than the others: Pulumi comes to what is declared at once in an order of its own.
  const late = `setTimeout(() => new arraylake.BucketConfig("refused", ${JSON.stringify(refused)}), 150);`;
  stack.write("index.js", `${PROGRAM}${late}`);
  const ended = await stack.cli(["up", "--yes", "--skip-preview", "--parallel", "4"]);
  expect(ended.ok).toBe(false);
  expect(ended.text).toContain("has the same nickname");
  expect(emulator.buckets("acme").map(({ nickname }) => nickname)).toHaveLength(names.length);
  expect(stack.stateText()).not.toContain("pendingReplacement");
});
