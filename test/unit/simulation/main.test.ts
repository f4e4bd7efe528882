import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

const main = path.resolve(import.meta.dirname, "../../simulation/main.mjs");

test.each([["--lives", "many"], ["--seed=-1"], ["--seed"], ["--face", "plugin"], ["--fast"], ["fast"]])(
  "`npm run test:simulation -- %s %s` is refused: it takes two numbers and one of two faces",
  (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(/--\w+|fast/.exec(args.join())?.[0]);
  },
);
