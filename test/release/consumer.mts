// A user's project in a temporary folder: the tarball installed beside a version of Pulumi's SDK, and a program.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stateFolder } from "../package/isolated-project.mts";
import { runNpm } from "../package/pack.mjs";
import { beforeExit, runInBackground } from "../setup/processes.mjs";
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
export async function withConsumer<T>(
  { tarball, sdk }: { tarball: string; sdk: string },
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "pulumi-arraylake-release-"));
  const remove = beforeExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  try {
    cpSync(path.join(import.meta.dirname, "program"), folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
    mkdirSync(stateFolder(folder));
    const packages = [tarball, `@pulumi/pulumi@${sdk}`, ...TOOLS];
    const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...packages];
    await succeed("npm install", runNpm(args, { cwd: folder, env: process.env }));
    return await work(folder);
  } finally {
    remove();
  }
}

/** Type-checks the program, and all the types it is made of, each way the package's types can be found. */
export async function checkTypes(folder: string): Promise<string[]> {
  const program = ["index.ts", "offline.ts"];
  for (const resolution of RESOLUTIONS) {
    const options = Object.entries({ ...STRICT, ...resolution }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const args = [toolScript(folder, "typescript", "tsc"), ...options, ...program];
    await succeed(`tsc (${resolution.moduleResolution})`, runInBackground(process.execPath, args, { cwd: folder }));
  }
  return RESOLUTIONS.map(({ moduleResolution }) => moduleResolution);
}

async function succeed(title: string, running: ReturnType<typeof runInBackground>): Promise<void> {
  const { code, output, error } = await running;
  if (code !== 0) throw new Error(`${title} failed: ${error?.message ?? output.trim()}`);
}
