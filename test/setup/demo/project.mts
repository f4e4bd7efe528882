// The demo's own Pulumi project: a copy of program/ in a temporary folder, with a state of its own.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Edit } from "./story.mts";

const root = path.resolve(import.meta.dirname, "../../..");
const PROGRAM = "index.ts";

export class Project {
  readonly folder = mkdtempSync(path.join(tmpdir(), "pulumi-arraylake-demo-"));
  #original = "";

  /** Puts everything in its place. */
  fill(): void {
    cpSync(path.join(import.meta.dirname, "program"), this.folder, { recursive: true });
    this.write("package.json", '{ "private": true, "type": "module" }\n');
    // As `npm install pulumi-arraylake @pulumi/pulumi` would, but without a network.
    mkdirSync(path.join(this.folder, "node_modules"));
    this.#link(root, "pulumi-arraylake");
    this.#link(path.join(root, "node_modules", "@pulumi"), "@pulumi");
    mkdirSync(path.join(this.folder, ".state"));
    this.#original = this.program;
  }

  get program(): string {
    return readFileSync(path.join(this.folder, PROGRAM), "utf8");
  }

  /** Makes the program the original with these edits; answers what it was and what it is. */
  edit(edits: readonly Edit[]): { name: string; before: string; after: string } {
    const before = this.program;
    const after = edits.reduce((text, { from, to }) => {
      const edited = text.replace(from, () => to);
      if (edited === text) throw new Error(`the program has nothing to edit at ${from}`);
      return edited;
    }, this.#original);
    this.write(PROGRAM, after);
    return { name: PROGRAM, before, after };
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }

  /** The environment of the CLI: nothing of the user's own Pulumi or Arraylake. */
  environment(service: { url: string; token: string }): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !/^(PULUMI|ARRAYLAKE)_|_proxy$/i.test(name));
    // The CLI itself, and not npm's launcher of it, which looks for it in PULUMI_HOME.
    const launcher = path.join(root, "node_modules", ".bin");
    const places = (process.env.PATH ?? "").split(path.delimiter);
    const last = [...places.filter((place) => place !== launcher), launcher];
    return {
      ...Object.fromEntries(own),
      PATH: [path.dirname(process.execPath), ...last].join(path.delimiter),
      PULUMI_HOME: path.join(this.folder, ".pulumi-home"),
      PULUMI_BACKEND_URL: pathToFileURL(path.join(this.folder, ".state")).href,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ARRAYLAKE_SERVICE__URI: service.url,
      ARRAYLAKE_TOKEN: service.token,
    };
  }

  /** The text of every file of the state. */
  stateText(): string {
    const state = path.join(this.folder, ".state");
    const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((file) => readFileSync(path.join(file.parentPath, file.name), "utf8")).join("\n");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #link(target: string, name: string): void {
    symlinkSync(target, path.join(this.folder, "node_modules", name), "junction");
  }
}
