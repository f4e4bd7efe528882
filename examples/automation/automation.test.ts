import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import type { Emulator } from "../../provider/emulator/index";
import { emulatorForTest, pulumiCommand, writes } from "../../test/e2e/harness/stack";

const README = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
const BLOCKS = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string);
const TABLE = /```text\n(.*?)```/s.exec(README)?.[1] as string;
const TOKENS = { ema_acme_secret: ["acme"], ema_nimbus_secret: ["nimbus"] };

/** A copy of this folder, as `npm install` leaves it. */
function installed(): string {
  const consumer = inject("consumer");
  const folder = mkdtempSync(join(consumer, "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = readdirSync(import.meta.dirname).filter((name) => !/^README|\.test\.ts$|^node_modules$/.test(name));
  for (const name of files) cpSync(join(import.meta.dirname, name), join(folder, name));
  mkdirSync(join(folder, "node_modules"));
  const link = (from: string, name: string) => symlinkSync(join(from, name), join(folder, "node_modules", name));
  for (const name of readdirSync(join(consumer, "node_modules"))) link(join(consumer, "node_modules"), name);
  link(resolve(import.meta.dirname, "../../node_modules"), "p-limit");
  return folder;
}

/** A copy of this folder on a machine of its own: the emulator, the tokens, the state. */
class Place {
  readonly folder = installed();
  readonly env: NodeJS.ProcessEnv;

  constructor(emulator: Emulator, pulumi: string) {
    const [acme, nimbus] = Object.keys(TOKENS);
    this.env = {
      ...process.env,
      PATH: [dirname(pulumi), dirname(process.execPath), process.env.PATH].join(":"),
      ARRAYLAKE_SERVICE__URI: emulator.url,
      ARRAYLAKE_TOKEN_ACME: acme,
      ARRAYLAKE_TOKEN_NIMBUS: nimbus,
      PULUMI_BACKEND_URL: "file://.",
      PULUMI_CONFIG_PASSPHRASE: "example",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  static async create(): Promise<{ emulator: Emulator; place: Place }> {
    const emulator = await emulatorForTest({ orgs: ["acme", "nimbus"], tokens: TOKENS });
    return { emulator, place: new Place(emulator, (await pulumiCommand()).command) };
  }

  /** Runs a block of the README. In the test, the packages are there and an emulator runs, on a port that is free. */
  async block(text: string | undefined): Promise<string> {
    const isDone = /^npm install|^npx pulumi-arraylake emulator|^export ARRAYLAKE_/;
    const lines = (text ?? "").split("\n").filter((line) => !isDone.test(line));
    return (await promisify(execFile)("bash", ["-ec", lines.join("\n")], { cwd: this.folder, env: this.env })).stdout;
  }

  start(args: string[], env: NodeJS.ProcessEnv = {}): Driver {
    return new Driver(
      spawn("node", ["deploy.ts", ...args], { cwd: this.folder, env: { ...this.env, ...env }, detached: true }),
    );
  }

  edit(file: string, from: string, to: string): void {
    const text = readFileSync(join(this.folder, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(join(this.folder, file), text.replace(from, to));
  }

  /** What the state knows, by stack: the names of all resources but Pulumi's own. */
  state(stack: string): string[] {
    const file = join(this.folder, ".pulumi", "stacks", "storage", `${stack}.json`);
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest: { resources?: { urn: string; type: string }[] } | null };
    };
    return (checkpoint.latest?.resources ?? [])
      .filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"))
      .map(({ urn }) => urn.split("::").at(-1) as string)
      .toSorted();
  }
}

/** The command while it runs, as the leader of a process group of its own, as a terminal starts it. */
class Driver {
  text = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (this.text += String(chunk)));
    this.ended = new Promise((done) => child.once("close", (code) => done(code)));
    onTestFinished(() => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), "SIGKILL");
    });
  }

  /** `kill -INT`, which reaches nobody else. */
  interruptAlone(): void {
    this.#child.kill("SIGINT");
  }

  /** Ctrl-C in a terminal, which reaches all processes of the foreground. */
  interruptGroup(): void {
    process.kill(-(this.#child.pid as number), "SIGINT");
  }

  says(text: string): Promise<void> {
    return vi.waitFor(() => expect(this.text).toContain(text), { timeout: 60_000 });
  }

  /** The row of a stack in the table, by column. */
  row(stack: string): Record<string, string> {
    const rows = this.text.split("\n").map((line) => line.split(/ {2,}/));
    const header = rows.find(([first]) => first === "stack") ?? [];
    const cells = rows.find(([first, , , , , , , seconds]) => first === stack && seconds) ?? [];
    return Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""]));
  }
}

const steady = (text: string) => text.replaceAll(/ +\d+\.\d(?= )/g, "  0.0");

/** How many stacks ran at the same time, at most. */
function mostAtOnce(text: string): number {
  const steps = [...text.matchAll(/ {2}(started|done: .*)$/gm)].map(([, what]) => (what === "started" ? 1 : -1));
  let running = 0;
  return Math.max(...steps.map((step) => (running += step)));
}

test("the README's commands: a preview, all created, nothing to do, one refused and one failed, all gone", {
  timeout: 480_000,
}, async () => {
  const { emulator, place } = await Place.create();
  const [install, offline, dryRun, up, again, destroy] = BLOCKS;
  expect(BLOCKS).toHaveLength(6);
  expect(await place.block(install)).toBe("");
  expect(await place.block(offline)).toBe("");

  const preview = await place.block(dryRun);
  expect(steady(preview)).toContain(steady(TABLE));
  expect(preview).toContain("acme-prod    would be created: climate\n");
  expect(writes(emulator)).toEqual([]);
  expect(place.state("acme-prod")).toEqual([]);

  const created = await place.block(up);
  expect(steady(created)).toContain(steady(TABLE));
  expect(
    emulator
      .buckets("acme")
      .map(({ nickname }) => nickname)
      .toSorted(),
  ).toEqual(["climate", "climate-dev", "era5", "era5-dev"]);
  expect(emulator.buckets("nimbus")).toHaveLength(2);
  expect(place.state("acme-prod")).toEqual(["climate", "default", "era5"]);
  for (const { path, headers } of emulator.calls())
    expect(headers.authorization).toBe(
      path.startsWith("/orgs/acme/") ? "Bearer ema_acme_secret" : "Bearer ema_nimbus_secret",
    );

  emulator.clearCalls();
  expect(await place.block(again)).toMatch(/^acme-prod +0 +0 +0 +3 +0 +0 .* ok$/m);
  expect(writes(emulator)).toEqual([]);

  emulator.putRepo("acme", { name: "weather", bucketId: emulator.bucket("acme", "climate")?.id ?? null });
  place.edit("Pulumi.acme-prod.yaml", "gs://acme-climate/prod", "gs://acme-climate/production");
  place.edit("Pulumi.acme-dev.yaml", "nickname: era5-dev", "nickname: era5-test");
  place.edit("Pulumi.nimbus-dev.yaml", "az://nimbus-radar/dev", "az://nimbus-radar/test");
  const mixed = place.start(["--parallel", "2"], { ARRAYLAKE_TOKEN_NIMBUS: "ema_wrong_secret" });
  expect(await mixed.ended).toBe(1);
  expect(mixed.row("acme-dev")).toMatchObject({ changed: "1", unchanged: "1", result: "ok" });
  expect(mixed.row("acme-prod")).toMatchObject({ changed: "0", refused: "1", failed: "0", result: "refused" });
  expect(mixed.row("nimbus-dev")).toMatchObject({ refused: "0", failed: "1", result: "failed" });
  expect(mixed.row("nimbus-prod")).toMatchObject({ unchanged: "1", result: "ok" });
  expect(mixed.text).toMatch(
    /\nacme-prod:\n {2}.*Can't replace BucketConfig 'climate' .*: 1 repo uses it \(weather\)\..*Nothing was changed\.\n/,
  );
  expect(mixed.text).toMatch(/\nnimbus-dev:\n {2}.*401/);
  expect(mixed.text).not.toMatch(/ema_\w/);
  expect(mostAtOnce(mixed.text)).toBe(2);

  const refused = place.start(["--only", "acme-*"]);
  expect(await refused.ended).toBe(3);
  expect(refused.text).not.toContain("nimbus");

  emulator.deleteRepo("acme", "weather");
  emulator.clearCalls();
  const goodbye = place.start(["destroy", "--dry-run", "--only", "nimbus-prod"]);
  expect(await goodbye.ended).toBe(0);
  expect(goodbye.row("nimbus-prod")).toMatchObject({ deleted: "1", result: "ok" });
  expect(writes(emulator)).toEqual([]);
  await place.block(destroy);
  expect([...emulator.buckets("acme"), ...emulator.buckets("nimbus")]).toEqual([]);
});

test("a mistake in the command line starts nothing, and says what there is", async () => {
  const { place } = await Place.create();
  for (const [args, words] of [
    [["--only", "acme"], "The stacks are: acme-dev, acme-prod, nimbus-dev, nimbus-prod."],
    [["destroy"], "--only '*' means every stack."],
    [["--parallel", "0"], "--parallel takes a whole number from 1 on"],
    [["--dryrun"], "Unknown option '--dryrun'"],
  ] as const) {
    const driver = place.start([...args]);
    expect(await driver.ended).toBe(2);
    expect(driver.text).toContain(words);
    expect(driver.text).toContain("Usage: node deploy.ts");
  }
});

test("Ctrl-C in a terminal: what is in flight is finished and known, and the next run does the rest", async () => {
  const { emulator, place } = await Place.create();
  // Both, since the default follows as soon as one of them is there.
  const hang = emulator.fail({ kind: "hang", method: "POST", path: "/orgs/acme/buckets", times: 2 });
  const only = ["--only", "acme-prod", "--only", "nimbus-*", "--parallel", "1"];
  const driver = place.start(only, { ARRAYLAKE_TIMEOUT_SECONDS: "15" });
  await vi.waitFor(() => expect(hang.fired).toBe(2), { timeout: 60_000 });
  driver.interruptGroup();
  expect(await driver.ended).toBe(130);
  expect(driver.text).toContain("acme-prod    finishes what is in flight\n");
  expect(driver.row("nimbus-dev").result).toBe("not started");
  expect(place.state("acme-prod")).toEqual(["climate", "era5"]);

  const next = place.start(["--only", "acme-prod"]);
  expect(await next.ended).toBe(0);
  expect(next.row("acme-prod")).toMatchObject({ created: "1", unchanged: "2", result: "ok" });
});

test("a signal to the driver alone is passed on; a second one ends the stacks at once, and leaves no lock", async () => {
  const { emulator, place } = await Place.create();
  const hang = emulator.fail({ kind: "hang", method: "POST", path: "/orgs/nimbus/buckets", times: "always" });
  const driver = place.start(["--only", "nimbus-dev"]);
  await vi.waitFor(() => expect(hang.fired).toBe(1), { timeout: 60_000 });
  driver.interruptAlone();
  await driver.says("nimbus-dev  finishes what is in flight\n");
  driver.interruptAlone();
  expect(await driver.ended).toBe(130);
  expect(driver.row("nimbus-dev").result).toBe("interrupted");

  hang.stop();
  const next = place.start(["--only", "nimbus-dev"]);
  expect(await next.ended).toBe(0);
  expect(next.row("nimbus-dev")).toMatchObject({ created: "1", result: "ok" });
  expect(next.text).toContain("interrupted while creating");
  expect(emulator.buckets("nimbus")).toHaveLength(1);
});
