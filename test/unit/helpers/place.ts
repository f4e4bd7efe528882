// A temporary folder for a test, with programs that stand in for npm, go and the like.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

export interface TemporaryPlace {
  folder: string;
  /** Where `program` puts its scripts: the first folder on the PATH of `env`. */
  bin: string;
  /** An environment with an empty home. */
  env: NodeJS.ProcessEnv;
  write(file: string, text: string): string;
  /** Makes a shell script; every call of it is noted down. */
  program(file: string, script: string): string;
  /** How the programs were called so far, one line a call: "npm ci --no-audit". */
  calls(): string[];
}

export function temporaryPlace(): TemporaryPlace {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "setup-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bin = path.join(folder, "machine");
  const log = path.join(folder, "calls.log");
  writeFileSync(log, "");

  const write = (file: string, text: string) => {
    const place = path.resolve(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
    return place;
  };
  mkdirSync(bin);
  mkdirSync(path.join(folder, "home"));
  return {
    folder,
    bin,
    env: { HOME: path.join(folder, "home"), PATH: [bin, "/usr/bin", "/bin"].join(path.delimiter) },
    write,
    program: (file, script) => {
      const place = write(file, `#!/bin/sh\necho "$(basename "$0") $*" >> '${log}'\n${script}\n`);
      chmodSync(place, 0o755);
      return place;
    },
    calls: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
  };
}
