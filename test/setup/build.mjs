// @ts-check
// Compiles provider/ to dist/ and bundles the plugin, unless dist/ is younger.

import path from "node:path";
import { changed } from "./changed.mjs";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";
import { SetupError } from "./setup-error.mjs";
import { toolScript } from "./tools.mjs";

/**
 * @param {string} root
 * @param {string} node
 */
export async function ensureBuild(root, node) {
  if (await isBuilt(root)) return;
  await step("Compiling provider/ to dist/ (usually a few seconds)", async () => {
    // Without this option a build with errors leaves new files in dist/, and the next run takes them for good ones.
    const { problem, output } = await run(node, [toolScript(root, "typescript", "tsc"), "--noEmitOnError"], {
      cwd: root,
    });
    if (problem) throw new SetupError(`${output}\nprovider/ does not compile; the errors are above. Nothing was run.`);
    const bundled = await run(node, [path.join(root, "test", "package", "bundle.mjs")], { cwd: root });
    if (bundled.problem) throw new SetupError(`${bundled.output}\nThe plugin can't be bundled. Nothing was run.`);
  });
}

/** @param {string} root */
async function isBuilt(root) {
  const sources = ["provider", "tsconfig.json"].map((source) => changed(path.join(root, source)));
  return (
    (await changed(path.join(root, "dist", "plugin", "package.json"))) >= Math.max(...(await Promise.all(sources)))
  );
}
