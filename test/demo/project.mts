// The demo's own Pulumi project: a copy of program/ in a temporary folder, with a state of its own.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { installPackages, isolatedEnvironment, stateFolder } from "../package/isolated-project.mts";
import type { Edit } from "./story.mts";

const PROGRAM = "index.ts";

export class Project {
  readonly folder = mkdtempSync(path.join(tmpdir(), "pulumi-arraylake-demo-"));
  #original = "";

  /** Puts everything in its place. */
  fill(): void {
    cpSync(path.join(import.meta.dirname, "program"), this.folder, { recursive: true });
    installPackages(this.folder);
    this.write("package.json", '{ "private": true, "type": "module" }\n');
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

  environment(service: { url: string; token: string }): NodeJS.ProcessEnv {
    return isolatedEnvironment(this.folder, service);
  }

  /** The text of every file of the state. */
  stateText(): string {
    const state = stateFolder(this.folder);
    const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((file) => readFileSync(path.join(file.parentPath, file.name), "utf8")).join("\n");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
