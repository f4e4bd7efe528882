import { afterAll, expect, test } from "vitest";
import type { Fault } from "../../provider/emulator/index";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack } from "./harness/stack";

const { awsRole } = SAMPLES;

/** What can go wrong with one call; `always` goes on, so the run fails and must leave everything in order. */
const FAULTS: Record<string, Fault & { times?: "always" }> = {
  "reset before": { kind: "reset-before" },
  "reset after": { kind: "reset-after" },
  "500 after": { kind: "status", status: 500, when: "after" },
  "502 after": { kind: "status", status: 502, when: "after" },
  "503 before": { kind: "status", status: 503 },
  "504 after": { kind: "status", status: 504, when: "after" },
  "429, Retry-After": { kind: "status", status: 429, headers: { "retry-after": "1" } },
  "body cut off": { kind: "cut-off" },
  "not JSON": { kind: "garbage" },
  "other schema": { kind: "garbage", body: '{"id": 7}' },
  "hang after": { kind: "hang", when: "after" },
  "403": { kind: "status", status: 403, times: "always" },
  "503 for good": { kind: "status", status: 503, times: "always" },
};

type Args = Record<string, unknown>;

interface Hook {
  method: string;
  /** What stands before, and what is declared then; undefined where there is nothing. */
  before: Args | undefined;
  after: Args | undefined;
  command: string;
}

const HOOKS: Record<string, Hook> = {
  create: { method: "POST", before: undefined, after: awsRole, command: "up" },
  update: { method: "PATCH", before: awsRole, after: { ...awsRole, nickname: "renamed" }, command: "up" },
  "replace (delete)": { method: "DELETE", before: awsRole, after: { ...awsRole, prefix: "moved" }, command: "up" },
  "replace (create)": { method: "POST", before: awsRole, after: { ...awsRole, prefix: "moved" }, command: "up" },
  delete: { method: "DELETE", before: awsRole, after: undefined, command: "up" },
  read: { method: "GET", before: awsRole, after: awsRole, command: "refresh" },
};

const UP = ["up", "--yes", "--skip-preview"];
const rows: string[] = [];

/** One org, and in it one BucketConfig, for each fault: so one run of the CLI is a whole row of the matrix. */
const orgs = Object.keys(FAULTS).map((_, index) => `fault-${index}`);
const ALL = Object.entries(FAULTS).map(([name, fault], index) => ({ name, fault, org: orgs[index] as string }));
type Cell = (typeof ALL)[number];

function declared(args: Args | undefined, cells: readonly Cell[]): Record<string, { args: Args }> {
  return args ? Object.fromEntries(cells.map(({ org }) => [org, { args: { ...args, org } }])) : {};
}

/** What the CLI says of one resource. */
function errorOf(text: string, org: string): string {
  const section = new RegExp(`BucketConfig \\(${org}\\):\\s+(?:warning: .*\\s+)*error: (.*)`).exec(text);
  return section?.[1] ?? "";
}

test.each(Object.entries(HOOKS))(
  "%s: whatever breaks, nothing is doubled, lost or orphaned, and the next run ends as declared",
  async (hook, row) => {
    const passing = ALL.filter(({ fault }) => fault.times === undefined);
    const lasting = ALL.filter(({ fault }) => fault.times !== undefined);
    await runCells(hook, row, passing);
    for (const cell of lasting) await runCells(hook, row, [cell]);
  },
);

async function runCells(hook: string, { method, before, after, command }: Hook, cells: readonly Cell[]): Promise<void> {
  const emulator = await emulatorForTest({ orgs });
  const env = { ARRAYLAKE_TOKEN: emulator.token, ARRAYLAKE_TIMEOUT_SECONDS: "6" };
  const stack = await TestStack.create({ emulator, env });
  if (before) {
    stack.declare(declared(before, cells));
    expect((await stack.cli(UP)).ok).toBe(true);
  }
  stack.declare(declared(after, cells));
  const handles = cells.map(({ org, fault: { times = 1, ...fault } }) =>
    emulator.fail({ ...fault, method, path: new RegExp(`^/orgs/${org}/buckets`), times }),
  );
  const run = await stack.cli([command, "--yes", "--skip-preview"]);
  const stood = cells.map(({ org }) => emulator.buckets(org).length);
  emulator.clearFaults();
  expect(run.text).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  const next = await stack.cli(UP);
  expect(next.ok, next.text).toBe(true);
  const resources = await stack.resources();
  cells.forEach(({ name, fault, org }, index) => {
    const error = errorOf(run.text, org);
    const standing = emulator.buckets(org).map(({ id }) => id);
    rows.push(
      `| ${hook} | ${name} | ${error ? "fails" : "succeeds"} | ${stood[index]} | ${standing.length}, as declared | ${error} |`,
    );
    expect.soft(handles[index]?.fired, `${hook} × ${name}: fired`).toBeGreaterThan(0);
    expect.soft(stood[index], `${hook} × ${name}: stood after it`).toBeLessThanOrEqual(1);
    expect.soft(error !== "", `${hook} × ${name}: ${run.text}`).toBe(fault.times !== undefined);
    expect.soft(standing, `${hook} × ${name}`).toEqual(after ? [resources.get(org)?.id] : []);
  });
}

afterAll(() => {
  const head = [
    "| hook | fault | the run | configs after it | after the next run | what the user saw |",
    "| --- | --- | --- | --- | --- | --- |",
  ];
  process.stdout.write(`\n${[...head, ...rows].join("\n")}\n\n`);
});
