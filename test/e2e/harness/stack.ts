import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CommandError, type ConfigMap, LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { inject, onTestFinished } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../provider/emulator/index";
import { type Face, projectOf } from "./faces";

export interface Declared {
  kind?: "BucketConfig" | "DefaultBucketConfig" | "Provider";
  args: Record<string, unknown>;
  opts?: Record<string, unknown>;
}

export interface Ended {
  ok: boolean;
  /** The exit code, where the CLI was run with arguments of its own. */
  code?: number | null;
  /** What the CLI printed, standard output and error, without colours. */
  text: string;
  /** How many resources had which operation: `{ create: 1, same: 2 }`. */
  changes: Record<string, number>;
}

export interface StoredResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  protect?: boolean;
}

export interface TestStackOptions {
  emulator: Emulator;
  /** The stack's config. Default: the org `acme`. */
  config?: ConfigMap;
  /** Default: the emulator's address and token. */
  env?: Record<string, string>;
  /** Files of the project instead of a program that declares what the test says. */
  files?: Record<string, string>;
  /** Default: the dynamic one. */
  face?: Face;
}

/** The CLI that the set-up put in place. */
export async function pulumiCommand(): Promise<PulumiCommand> {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as {
    devDependencies: { pulumi: string };
  };
  const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  return PulumiCommand.get({ root: join(home, "versions", manifest.devDependencies.pulumi) });
}

/** A stack in a project of its own, on a state backend of its own, with the real CLI and the packed package. */
export class TestStack {
  readonly folder: string;
  readonly #face: Face;
  readonly #stack: Stack;

  private constructor(folder: string, face: Face, stack: Stack) {
    this.folder = folder;
    this.#face = face;
    this.#stack = stack;
  }

  static async create(options: TestStackOptions): Promise<TestStack> {
    const consumer = inject("consumer");
    const folder = mkdtempSync(join(consumer, "stack-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, "state"));
    const { face = "dynamic", files = projectOf(face, {}) } = options;
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { emulator, env = { ARRAYLAKE_TOKEN: emulator.token } } = options;
    const workspace = await LocalWorkspace.create({
      workDir: folder,
      pulumiCommand: await pulumiCommand(),
      envVars: {
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ARRAYLAKE_SERVICE__URI: emulator.url,
        ARRAYLAKE_TOKEN: "",
        ARRAYLAKE_ORG: "",
        ...env,
      },
    });
    const { Stack } = await import("@pulumi/pulumi/automation");
    const stack = await Stack.createOrSelect("dev", workspace);
    await stack.setAllConfig(options.config ?? { "arraylake:org": { value: "acme" } });
    return new TestStack(folder, face, stack);
  }

  declare(resources: Record<string, Declared>): void {
    for (const [name, text] of Object.entries(projectOf(this.#face, resources))) this.write(name, text);
  }

  preview(options: { expectNoChanges?: boolean; diff?: boolean; refresh?: boolean } = {}): Promise<Ended> {
    return ended(async (onOutput) => {
      const { changeSummary } = await this.#stack.preview({ ...options, onOutput, onError: onOutput, color: "never" });
      return changeSummary as Record<string, number>;
    });
  }

  up(options: { diff?: boolean; refresh?: boolean; replace?: string[] } = {}): Promise<Ended> {
    return ended(async (onOutput) => {
      const { summary } = await this.#stack.up({ ...options, onOutput, onError: onOutput, color: "never" });
      return summary.resourceChanges ?? {};
    });
  }

  refresh(options: { expectNoChanges?: boolean; previewOnly?: boolean } = {}): Promise<Ended> {
    const { previewOnly, ...rest } = options;
    return ended(async (onOutput) => {
      if (previewOnly) {
        const { changeSummary } = await this.#stack.previewRefresh({
          ...rest,
          onOutput,
          onError: onOutput,
          color: "never",
        });
        return changeSummary as Record<string, number>;
      }
      const { summary } = await this.#stack.refresh({ ...rest, onOutput, onError: onOutput, color: "never" });
      return summary.resourceChanges ?? {};
    });
  }

  destroy(): Promise<Ended> {
    return ended(async (onOutput) => {
      const { summary } = await this.#stack.destroy({ onOutput, onError: onOutput, color: "never" });
      return summary.resourceChanges ?? {};
    });
  }

  /** Runs the CLI with arguments of its own, in the stack's project. */
  cli(args: string[]): Promise<Ended> {
    return new Promise((resolve) => {
      const child = this.spawn(args);
      const output: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
      child.once("close", (code) => resolve({ ok: code === 0, code, text: output.join(""), changes: {} }));
    });
  }

  /** Starts the CLI as the leader of a process group of its own, so that a test can kill all of it at once. */
  spawn(args: string[]): ChildProcess {
    const { workspace } = this.#stack;
    const env = { ...process.env, ...workspace.envVars, PULUMI_NON_INTERACTIVE: "true" };
    return spawn(workspace.pulumiCommand.command, [...args, "--stack", "dev", "--color", "never"], {
      cwd: this.folder,
      env,
      detached: true,
    });
  }

  setConfig(key: string, value: string, secret = false): Promise<void> {
    return this.#stack.setConfig(key, { value, secret });
  }

  /** Sets config by path, as `pulumi config set --path` does. */
  setConfigPaths(values: Record<string, string>, secret = false): Promise<void> {
    const entries = Object.entries(values).map(([path, value]) => [path, { value, secret }]);
    return this.#stack.setAllConfig(Object.fromEntries(entries), true);
  }

  /** The stack's outputs, secrets in clear. */
  async outputs(): Promise<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(await this.#stack.outputs()).map(([name, { value }]) => [name, value]));
  }

  setEnv(env: Record<string, string>): void {
    Object.assign(this.#stack.workspace.envVars, env);
  }

  /** The text of the state file, as it lies on disk. */
  stateText(): string {
    const stacks = join(this.folder, "state", ".pulumi", "stacks");
    return readFileSync(join(stacks, readdirSync(stacks)[0] as string, "dev.json"), "utf8");
  }

  /** The state, secrets in clear. */
  async exported(): Promise<unknown> {
    return (await this.#stack.exportStack()).deployment;
  }

  importState(deployment: unknown): Promise<void> {
    return this.#stack.importStack({ version: 3, deployment: deployment as Record<string, unknown> });
  }

  async resources(): Promise<Map<string, StoredResource>> {
    const { resources = [] } = (await this.#stack.exportStack()).deployment as { resources?: StoredResource[] };
    return new Map(resources.map((resource) => [resource.urn.split("::").at(-1) as string, resource]));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  copy(from: string, to: string): void {
    cpSync(from, join(this.folder, to), { recursive: true });
  }
}

async function ended(run: (onOutput: (text: string) => void) => Promise<Record<string, number>>): Promise<Ended> {
  const output: string[] = [];
  try {
    const changes = await run((text) => output.push(text));
    return { ok: true, text: output.join(""), changes };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ok: false, text: output.join("") || error.message, changes: {} };
  }
}

/** An emulator that ends with the test. */
export async function emulatorForTest(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
}

/** The calls that change something at the service. */
export function writes(emulator: Emulator): string[] {
  return emulator
    .calls()
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path}`);
}
