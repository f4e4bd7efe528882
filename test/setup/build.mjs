// @ts-check
// Compiles provider/ to dist/, unless dist/ is newer.

import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CLONE_LOCK } from "./dependencies.mjs";
import { withLock } from "./lock.mjs";
import { runInBackground } from "./processes.mjs";
import { say, startStep } from "./progress.mjs";
import { SetupError } from "./setup-error.mjs";
import { toolScript } from "./tools.mjs";

/**
 * @param {string} root
 * @param {string} node
 */
export async function ensureBuild(root, node) {
  if (await isBuilt(root)) return;
  await withLock(path.join(root, CLONE_LOCK), "building this package", async (lock) => {
    if (await isBuilt(root)) return;
    const step = startStep("Compiling provider/ to dist/", { usually: "a few seconds" });
    // Without this option a build with errors leaves new files in dist/, and the next run takes them for good ones.
    const args = [toolScript(root, "typescript", "tsc"), "--noEmitOnError"];
    const { code, output } = await runInBackground(node, args, { cwd: root, onStart: lock.addChild });
    if (code !== 0) {
      step.stop();
      say(output.trimEnd());
      throw new SetupError("provider/ does not compile; the errors are above. Nothing was run.");
    }
    step.done("dist/ is up to date.");
  });
}

/**
 * @param {string} root
 * @returns {Promise<boolean>} whether every source has its compiled file, and none is newer than that
 */
export async function isBuilt(root) {
  const sources = await sourcesIn(path.join(root, "provider"));
  const settings = await changed(path.join(root, "tsconfig.json"));
  const fresh = await Promise.all(
    sources.map(async (source) => {
      const compiled = path.join(
        root,
        "dist",
        path.relative(path.join(root, "provider"), source).replace(/\.ts$/, ".js"),
      );
      return (await changed(compiled)) >= Math.max(settings, await changed(source));
    }),
  );
  return fresh.every(Boolean);
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function sourcesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) return sourcesIn(place);
      return entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts") ? [place] : [];
    }),
  );
  return lists.flat();
}

/**
 * @param {string} file
 * @returns {Promise<number>} when it changed last; 0 if it doesn't exist
 */
async function changed(file) {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}
