import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, inject, onTestFinished } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import { emulatorForTest, pulumiCommand } from "../../../test/e2e/harness/stack";
import { type Ended, shell } from "./shell";

export const EXAMPLE = dirname(import.meta.dirname);

/** The tokens of the two environments: the one of pull requests may write nothing. */
export const TOKENS: Readonly<Record<string, string>> = {
  "arraylake-preview": "ema_reader",
  "arraylake-prod": "ema_admin",
};

/** A team's copy of this folder, the state of its stack, and the emulator that stands for Arraylake. */
export class Repository {
  readonly emulator: Emulator;
  /** What its main branch holds. */
  readonly folder: string;
  /** Where its state is kept. */
  readonly backend: string;
  /** What every shell of the test has. */
  readonly machine: NodeJS.ProcessEnv;

  private constructor(emulator: Emulator, folder: string, backend: string, machine: NodeJS.ProcessEnv) {
    this.emulator = emulator;
    this.folder = folder;
    this.backend = backend;
    this.machine = machine;
  }

  static async create(): Promise<Repository> {
    const emulator = await emulatorForTest({ tokens: { ema_reader: { admin: false }, ema_admin: {} } });
    const folder = temporary();
    const backend = `file://${temporary()}`;
    for (const name of ["Pulumi.yaml", "Pulumi.prod.yaml", "package.json"])
      cpSync(join(EXAMPLE, name), join(folder, name));
    appendFileSync(join(folder, "Pulumi.yaml"), `backend:\n  url: ${backend}\n`);
    install(folder);
    return new Repository(emulator, folder, backend, {
      PATH: [dirname((await pulumiCommand()).command), process.env.PATH].join(delimiter),
      HOME: process.env.HOME,
      PULUMI_HOME: process.env.PULUMI_HOME,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ARRAYLAKE_SERVICE__URI: emulator.url,
    });
  }

  /** The secrets of one of the platform's environments. */
  secrets(environment: string): { ARRAYLAKE_TOKEN: string; PULUMI_CONFIG_PASSPHRASE: string } {
    const ARRAYLAKE_TOKEN = TOKENS[environment];
    if (!ARRAYLAKE_TOKEN) throw new Error(`There is no environment '${environment}'.`);
    return { ARRAYLAKE_TOKEN, PULUMI_CONFIG_PASSPHRASE: "test" };
  }

  env(environment: string): NodeJS.ProcessEnv {
    return { ...this.machine, ...this.secrets(environment) };
  }

  /** What a job finds: the files as they are now, in a folder of its own, with the package as `npm ci` leaves it. */
  checkout(): string {
    const folder = temporary();
    cpSync(this.folder, folder, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
    install(folder);
    return folder;
  }

  /** Runs a command as a member of the team does, and expects it to succeed. */
  async run(command: string): Promise<string> {
    const ended: Ended = await shell(command, { cwd: this.folder, env: this.env("arraylake-prod") });
    expect(ended.code, ended.text).toBe(0);
    return ended.text;
  }

  edit(from: string, to: string): void {
    expect(this.file()).toContain(from);
    this.change((text) => text.replace(from, to));
  }

  /** The stack's file. */
  file(): string {
    return readFileSync(join(this.folder, "Pulumi.prod.yaml"), "utf8");
  }

  change(edit: (file: string) => string): void {
    writeFileSync(join(this.folder, "Pulumi.prod.yaml"), edit(this.file()));
  }
}

/** A folder that ends with the test. */
export function temporary(within = inject("consumer")): string {
  const folder = mkdtempSync(join(within, "gitops-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function install(folder: string): void {
  symlinkSync(join(inject("consumer"), "node_modules"), join(folder, "node_modules"));
}
