import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, inject, onTestFinished } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import { pulumiCommand } from "./stack";

/** What a test has done already: the package is there, and an emulator runs on a port that is free. */
const DONE = [/^npm install/, /^npx pulumi-arraylake emulator/, /^export /];

/** A user's copy of an example, with the packed package in it as `npm install` leaves it, in which its README's commands run. */
export class Walkthrough {
  readonly folder: string;
  readonly #readme: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, readme: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#readme = readme;
    this.#env = env;
  }

  /** @param files those of the example that a user copies */
  static async of(example: string, files: readonly string[], { url, token }: Emulator): Promise<Walkthrough> {
    const consumer = inject("consumer");
    const folder = mkdtempSync(join(consumer, "example-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of files) cpSync(join(example, name), join(folder, name));
    symlinkSync(join(consumer, "node_modules"), join(folder, "node_modules"));
    cpSync(join(consumer, "package.json"), join(folder, "package.json"));
    return new Walkthrough(folder, readFileSync(join(example, "README.md"), "utf8"), {
      ...process.env,
      PATH: [dirname((await pulumiCommand()).command), process.env.PATH].join(delimiter),
      ARRAYLAKE_SERVICE__URI: url,
      ARRAYLAKE_TOKEN: token,
      PULUMI_BACKEND_URL: "file://.",
      PULUMI_CONFIG_PASSPHRASE: "example",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NO_COLOR: "1",
    });
  }

  /** The README's commands, block by block. */
  get blocks(): string[] {
    return [...this.#readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string);
  }

  /** What it says that one should then see. */
  get promised(): string {
    return /```text\n(.*?)```/s.exec(this.#readme)?.[1] as string;
  }

  /** Runs commands as they stand there, but for what is done. */
  ending(block = "", more: { env?: NodeJS.ProcessEnv; done?: RegExp[] } = {}): Promise<{ code: number; text: string }> {
    const done = [...DONE, ...(more.done ?? [])];
    const script = block
      .split("\n")
      .filter((line) => !done.some((pattern) => pattern.test(line)))
      .join("\n");
    return new Promise((resolve) => {
      const options = { cwd: this.folder, env: { ...this.#env, ...more.env } };
      execFile("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, text: error ? stdout + stderr : stdout }),
      );
    });
  }

  /** The same, and expects it to succeed. @returns what it printed on standard output */
  async running(...given: Parameters<Walkthrough["ending"]>): Promise<string> {
    const { code, text } = await this.ending(...given);
    expect(code, text).toBe(0);
    return text;
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }
}
