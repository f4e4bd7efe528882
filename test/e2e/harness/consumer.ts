import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { packInto } from "../../package/pack.mjs";

const root = resolve(import.meta.dirname, "../../..");
const run = promisify(execFile);

declare module "vitest" {
  interface ProvidedContext {
    /** A folder with the packed package installed, as a user has it. */
    consumer: string;
  }
}

/** Packs the package and installs it into an empty project: every end-to-end test runs what a user would get. */
export default async function installPacked(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-arraylake-consumer-"));
  const consumer = join(folder, "project");
  mkdirSync(consumer);
  const { filename } = await packInto(folder, { root, env: process.env });
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, version: "1.0.0" }));
  const sdk =
    process.env.PULUMI_SDK_VERSION ??
    (await import("@pulumi/pulumi/package.json", { with: { type: "json" } })).default.version;
  const packages = [join(folder, filename), `@pulumi/pulumi@${sdk}`, "typescript@5.9", "ts-node@10", "@types/node@24"];
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages], { cwd: consumer });
  project.provide("consumer", consumer);
  return () => rmSync(folder, { recursive: true, force: true });
}
