// A Pulumi stack in a folder of its own, for one candidate and one number of BucketConfigs, and what a run of it costs.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator } from "pulumi-arraylake/emulator";
import { installPackages, isolatedEnvironment, stateFolder } from "../package/isolated-project.mts";
import { type NativeParts, projectFile } from "./native.mts";
import { configOf } from "./program/config.cjs";
import { type ProcessCost, watchProvider } from "./provider-process.mts";

/** The dynamic ones, and those of a native plugin: the one that does nothing, and ours with a program in YAML and in TypeScript. */
export const CANDIDATES = ["floor", "naive", "ours", "native floor", "native YAML", "native TypeScript"] as const;
export type Candidate = (typeof CANDIDATES)[number];

/** What the program declares. */
export interface Declared {
  readonly count: number;
  readonly nickname: string;
  readonly prefix: string;
}

export interface Setting {
  readonly emulator: Emulator;
  /** How long the service takes for each answer. */
  readonly latencyMs: number;
  /** Whether Pulumi saves its whole state after each step, as it does for users. */
  readonly checkpoints: boolean;
  readonly native: NativeParts;
}

/** What one run of the CLI cost. */
export interface Cost {
  readonly seconds: number;
  /** CPU time of the CLI and all that it started, in user and system mode, where the machine tells. */
  readonly cpuSeconds?: number | undefined;
  /** What the provider's process took of it. */
  readonly provider?: ProcessCost | undefined;
  /** Calls to the service by what they did, such as `GET buckets`. */
  readonly calls: Readonly<Record<string, number>>;
}

export class BenchStack {
  readonly folder = mkdtempSync(path.join(tmpdir(), "pulumi-arraylake-bench-"));
  readonly #candidate: Candidate;
  readonly #setting: Setting;

  constructor(candidate: Candidate, setting: Setting) {
    this.#candidate = candidate;
    this.#setting = setting;
    cpSync(path.join(import.meta.dirname, "program"), this.folder, { recursive: true });
    writeFileSync(path.join(this.folder, "package.json"), '{ "private": true }\n');
    installPackages(this.folder);
    symlinkSync(setting.native.sdk, path.join(this.folder, "node_modules", "pulumi-arraylake-sdk"), "junction");
  }

  declare(declared: Declared): void {
    const { plugins } = this.#setting.native;
    const program = path.join(this.folder, "Pulumi.yaml");
    const yaml = () => resourcesInYaml(declared);
    if (this.#candidate === "native floor") writeFileSync(program, projectFile(plugins.floor, yaml()));
    if (this.#candidate === "native YAML") writeFileSync(program, projectFile(plugins.ours, yaml()));
    if (this.#candidate === "native TypeScript") writeFileSync(program, projectFile(plugins.ours));
    const candidate = this.#candidate.replace(" ", "-");
    writeFileSync(path.join(this.folder, "bench.json"), JSON.stringify({ candidate, ...declared }));
  }

  /** Runs the CLI, and says what that cost. */
  async run(...args: string[]): Promise<Cost> {
    this.#setting.emulator.clearCalls();
    const watch = watchProvider(this.folder);
    const began = performance.now();
    const child = this.#start([...args, "--stack", "dev", "--non-interactive", "--color", "never"]);
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => output.push(chunk));
    const [code] = (await once(child, "close")) as [number | null];
    const seconds = (performance.now() - began) / 1000;
    const provider = watch.stop();
    if (code !== 0)
      throw new Error(`pulumi ${args.join(" ")} (${this.#candidate}) ended with ${code}:\n${Buffer.concat(output)}`);
    const cpuSeconds = timesOfChildren(String(Buffer.concat(output)));
    return { seconds, cpuSeconds, provider, calls: this.#calls() };
  }

  /** Bytes of the state as it lies on disk, and of the texts in it that Pulumi calls `__provider`. */
  stateBytes(): { state: number; provider: number } {
    const text = readFileSync(path.join(stateFolder(this.folder), ".pulumi", "stacks", "bench", "dev.json"), "utf8");
    const texts = [...text.matchAll(/"__provider":\s*("(?:[^"\\]|\\.)*")/g)].map(
      ([, provider]) => provider?.length ?? 0,
    );
    return { state: Buffer.byteLength(text), provider: texts.reduce((sum, length) => sum + length, 0) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Through a shell, which knows the CPU time of its children and theirs, where there is one. */
  #start(args: readonly string[]): ChildProcess {
    const env = {
      ...isolatedEnvironment(this.folder, this.#setting.emulator),
      BENCH_LATENCY_MS: String(this.#setting.latencyMs),
      ...(this.#setting.checkpoints ? {} : { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }),
    };
    const options = { cwd: this.folder, env, stdio: "pipe" } as const;
    if (process.platform === "win32") return spawn("pulumi", args, options);
    return spawn("/bin/sh", ["-c", 'pulumi "$@"; code=$?; times; exit $code', "sh", ...args], options);
  }

  #calls(): Record<string, number> {
    const calls: Record<string, number> = {};
    for (const { method, path: place } of this.#setting.emulator.calls()) {
      const [, kind = "other", one, part] = /\/(buckets|repos)(?:\/([^/]+))?(?:\/(default|repos))?$/.exec(place) ?? [];
      const name = `${method} ${part ?? (one && kind === "buckets" ? "bucket" : kind)}`;
      calls[name] = (calls[name] ?? 0) + 1;
    }
    return calls;
  }
}

/** The second line of the shell's `times`, in minutes and seconds: user and system time of its children. */
function timesOfChildren(output: string): number | undefined {
  const [, userMinutes, user, systemMinutes, system] =
    /^\S+m\S+s \S+m\S+s\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/m.exec(output) ?? [];
  if (!userMinutes) return undefined;
  return Number(userMinutes) * 60 + Number(user) + Number(systemMinutes) * 60 + Number(system);
}

/** What program/index.cjs declares. */
function resourcesInYaml({ count, ...declared }: Declared): object {
  const secret = (text: string) => ({ "fn::secret": text });
  const resources = Array.from({ length: count }, (_, index) => [
    `config-${index}`,
    { type: "arraylake:BucketConfig", properties: configOf(index, declared, secret) },
  ]);
  return Object.fromEntries(resources);
}
