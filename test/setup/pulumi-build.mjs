// @ts-check
// Builds the Pulumi CLI, its language hosts and a generator of SDKs from their published Go modules.

import { readFileSync } from "node:fs";
import { chmod, copyFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./processes.mjs";
import { step } from "./progress.mjs";

const EXE = process.platform === "win32" ? ".exe" : "";

/** What the modules beside this file build. `packages`: about how many Go packages that are. */
const PROGRAMS = [
  {
    module: "pulumi-cli",
    source: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    usually: "5 minutes on two cores, once per machine",
    packages: 1500,
  },
  { module: "pulumi-cli", source: "./gen-sdk", usually: "less than a minute", packages: 800 },
  {
    module: "pulumi-language-hosts",
    source: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    usually: "less than a minute",
    packages: 530,
  },
  {
    module: "pulumi-language-hosts",
    source: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    usually: "less than a minute",
    packages: 530,
  },
  {
    module: "pulumi-language-yaml",
    source: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    usually: "a minute",
    packages: 650,
  },
];

/** What pulumi-cli/go.mod builds, and the Go that it asks for. */
export const CLI_MODULE = readModule("pulumi-cli");

/** The script that the Python host starts; it comes with the host's source. */
const PYTHON_SCRIPT = "pulumi-language-python-exec";

/** The names of all that is made here. */
export const BUILT = [...PROGRAMS.map(fileOf), PYTHON_SCRIPT];

/**
 * @param {string} bin The folder that the programs go to.
 * @param {{ files: readonly string[], version: string, env: NodeJS.ProcessEnv }} options `files`: which of BUILT.
 *   `version`: the one that the CLI has to have.
 * @throws {Error} with the reason in plain words
 */
export async function buildWithGo(bin, { files, version, env }) {
  if (CLI_MODULE.version !== `v${version}`)
    throw new Error(`test/setup/pulumi-cli/go.mod builds ${CLI_MODULE.version}, and package.json asks for v${version}`);
  for (const program of PROGRAMS) if (files.includes(fileOf(program))) await build(program, bin, env);
  if (files.includes(PYTHON_SCRIPT)) await copyPythonScript(bin, env);
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
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 */
async function copyPythonScript(bin, env) {
  const args = ["mod", "download", "-json", "github.com/pulumi/pulumi/sdk/v3"];
  const { problem, stdout, output } = await run("go", args, { cwd: folderOf("pulumi-language-hosts"), env });
  if (problem) throw new Error(`${problem}: ${output}`);
  const to = path.join(bin, PYTHON_SCRIPT);
  await copyFile(path.join(JSON.parse(stdout).Dir, "python", "cmd", PYTHON_SCRIPT), to);
  await chmod(to, 0o755); // as part of a module it may be run by nobody
}

/** @param {typeof PROGRAMS[number]} program */
function fileOf({ source }) {
  return path.basename(source) + EXE;
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
  const [, version = ""] = /^(?:require |\t)github\.com\/pulumi\/\S+ (v\S+)$/m.exec(text) ?? [];
  const [, go = ""] = /^go (\d+\.\d+)/m.exec(text) ?? [];
  return { version, go };
}

/** @param {string} module */
function folderOf(module) {
  return fileURLToPath(new URL(module, import.meta.url));
}
