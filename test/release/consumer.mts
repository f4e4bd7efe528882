// A user's project in a temporary folder: the tarball installed beside a version of Pulumi's SDK, and a program.

import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stateFolder } from "../package/isolated-project.mts";
import { run, runNpm } from "../setup/processes.mjs";
import { inTemporaryFolder } from "../setup/temporary-folder.mjs";
import { toolScript } from "../setup/tools.mjs";

/** What Pulumi asks of a project in TypeScript. */
const TOOLS = ["typescript@5.9", "ts-node@10", "@types/node@24"];

/** How a program may find the package's types. */
const RESOLUTIONS = [
  { module: "node16", moduleResolution: "node16" },
  { module: "esnext", moduleResolution: "bundler" },
] as const;

const STRICT = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
  ...{ noEmit: true, target: "es2022", types: "node" },
};

/** Installs it, hands its folder to `work`, and removes it. */
export function withConsumer<T>(
  { tarball, sdk }: { tarball: string; sdk: string },
  work: (folder: string) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(path.join(tmpdir(), "pulumi-arraylake-release-"), async (folder) => {
    cpSync(path.join(import.meta.dirname, "program"), folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
    mkdirSync(stateFolder(folder));
    const packages = [tarball, `@pulumi/pulumi@${sdk}`, ...TOOLS];
    const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...packages];
    await succeed("npm install", runNpm(args, { cwd: folder, env: process.env }));
    return await work(folder);
  });
}

/** Type-checks the program, and all the types it is made of, each way the package's types can be found. */
export async function checkTypes(folder: string): Promise<string[]> {
  const program = ["index.ts", "offline.ts"];
  for (const resolution of RESOLUTIONS) {
    const options = Object.entries({ ...STRICT, ...resolution }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const args = [toolScript(folder, "typescript", "tsc"), ...options, ...program];
    await succeed(`tsc (${resolution.moduleResolution})`, run(process.execPath, args, { cwd: folder }));
  }
  return RESOLUTIONS.map(({ moduleResolution }) => moduleResolution);
}

async function succeed(title: string, running: ReturnType<typeof run>): Promise<void> {
  const { problem, output } = await running;
  if (problem) throw new Error(`${title} failed: ${problem}\n${output.trim()}`);
}
