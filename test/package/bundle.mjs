// @ts-check
// Makes dist/plugin, the native plugin: one file that needs nothing but Node.js, and what lets Pulumi start it.

import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { manifestOf } from "../setup/tools.mjs";

const PROGRAM = "pulumi-resource-arraylake";
const BUNDLE = "plugin.js";
/**
 * What V8 compiled is kept beside the plugin, and no other place would be as safe: who can write there can change the plugin itself.
 * Where nobody can write, nothing is kept.
 */
const LAUNCHER = `#!/usr/bin/env node
const { enableCompileCache, flushCompileCache } = require("node:module");
enableCompileCache?.(require("node:path").join(__dirname, ".cache"));
// Pulumi ends this process without a word.
setTimeout(() => flushCompileCache?.(), 300).unref();
require("./${BUNDLE}");
`;
const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, "dist", "plugin");
const { version, engines } = manifestOf(root);

const { metafile } = await build({
  entryPoints: [path.join(root, "provider", "plugin", "main.ts")],
  outfile: path.join(folder, BUNDLE),
  bundle: true,
  platform: "node",
  target: `node${engines.node.replace(">=", "")}`,
  // Beside the file, and within a program without Node.js, no package.json stands.
  define: { BUNDLED_VERSION: JSON.stringify(version) },
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});
await writeFile(path.join(folder, PROGRAM), LAUNCHER);
await chmod(path.join(folder, PROGRAM), 0o755);
await writeFile(path.join(folder, "LICENSES.txt"), await licences(Object.keys(metafile.inputs)));
// Windows starts the first; where neither can be started, Pulumi's Node.js host runs the folder's package.
await writeFile(path.join(folder, `${PROGRAM}.cmd`), `@node "%~dp0${PROGRAM}" %*\r\n`);
await writeFile(path.join(folder, "PulumiPlugin.yaml"), "runtime: nodejs\n");
// What the plugin itself says when it is asked: `pulumi package add` makes an SDK of it.
const schema = JSON.parse(await readFile(path.join(root, "provider", "plugin", "schema.json"), "utf8"));
await writeFile(path.join(folder, "schema.json"), JSON.stringify({ ...schema, version }));
await writeFile(path.join(folder, "package.json"), `${JSON.stringify({ main: PROGRAM, version }, null, 2)}\n`);

/**
 * The licences of all packages that the file holds a part of.
 *
 * @param {readonly string[]} inputs paths, each as esbuild names it
 */
async function licences(inputs) {
  const homes = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []));
  const texts = await Promise.all([...homes].toSorted().map((home) => licenceOf(path.resolve(home))));
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} home */
async function licenceOf(home) {
  const { name, version, license } = manifestOf(home);
  const file = (await readdir(home)).find((each) => /^licen[cs]e/i.test(each));
  return `${name} ${version} (${license})\n\n${file ? await readFile(path.join(home, file), "utf8") : ""}`;
}
