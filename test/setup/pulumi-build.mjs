// @ts-check
// Builds the Pulumi CLI and its Node.js language host from their published Go modules.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";

/** What the modules beside this file build. `packages`: about how many Go packages that are. */
const PROGRAMS = [
  {
    module: "pulumi-language-nodejs",
    source: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    usually: "less than a minute",
    packages: 530,
  },
  {
    module: "pulumi-cli",
    source: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    usually: "5 minutes on two cores, once per machine",
    packages: 1500,
  },
];

/** What pulumi-cli/go.mod builds, and the Go that it asks for. */
export const CLI_MODULE = readModule("pulumi-cli");

/**
 * @param {string} bin The folder that the programs go to.
 * @param {{ version: string, env: NodeJS.ProcessEnv }} options `version`: the one that the CLI has to have.
 * @throws {Error} with the reason in plain words
 */
export async function buildWithGo(bin, { version, env }) {
  if (CLI_MODULE.version !== `v${version}`)
    throw new Error(`test/setup/pulumi-cli/go.mod builds ${CLI_MODULE.version}, and package.json asks for v${version}`);
  for (const program of PROGRAMS) await build(program, bin, env);
}

/**
 * @param {typeof PROGRAMS[number]} program
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 */
async function build({ module, source, usually, packages }, bin, env) {
  const { version } = readModule(module);
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  const to = bin + path.sep; // a folder: Go names the file as this platform does
  const args = ["build", "-v", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", to, source];
  await step(`Building ${path.basename(source)} ${version} with Go (usually ${usually})`, async (detail) => {
    let fetched = 0;
    let compiled = 0;
    const { problem, output } = await run("go", args, {
      cwd: folderOf(module),
      env: { ...env, CGO_ENABLED: "0" }, // so that no C compiler is needed
      onLine: (line) => {
        if (line.startsWith("go: downloading ")) fetched++;
        else if (isPackage(line)) compiled++;
        detail(compiled === 0 ? `${fetched} modules downloaded` : `${compiled} of about ${packages} packages compiled`);
      },
    });
    if (!problem) return;
    const said = output
      .split(/\r?\n/)
      .filter((line) => line && !line.startsWith("go: downloading ") && !isPackage(line));
    throw new Error(said.length === 0 ? problem : `${problem}: ${said.slice(-8).join("\n")}`);
  });
}

/**
 * With -v Go prints the path of each package that it compiles.
 *
 * @param {string} line
 */
function isPackage(line) {
  return /^[\w.-]+(\/\S+)*$/.test(line);
}

/** @param {string} module */
function readModule(module) {
  const text = readFileSync(path.join(folderOf(module), "go.mod"), "utf8");
  const [, version = ""] = /^require \S+ (v\S+)$/m.exec(text) ?? [];
  const [, go = ""] = /^go (\d+\.\d+)/m.exec(text) ?? [];
  return { version, go };
}

/** @param {string} module */
function folderOf(module) {
  return fileURLToPath(new URL(module, import.meta.url));
}
