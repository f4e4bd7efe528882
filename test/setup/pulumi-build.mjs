// @ts-check
// Builds the Pulumi CLI and its Node.js language host from their published Go modules.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { runInBackground } from "./processes.mjs";
import { startStep } from "./progress.mjs";

const OLDEST_GO = /** @type {const} */ ([1, 26]);

/**
 * @typedef {object} Program What one of the modules beside this file builds.
 * @property {string} name Also the name of the module's folder.
 * @property {string} title
 * @property {string} command The Go package.
 * @property {string} module The module that `command` is in; go.mod says which version.
 * @property {string} usually How long it takes.
 * @property {number} packages About how many Go packages are compiled.
 */

/** @type {Program} */
export const CLI = {
  name: "pulumi-cli",
  title: "the Pulumi CLI",
  command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  module: "github.com/pulumi/pulumi/pkg/v3",
  usually: "5 minutes on two cores, once per machine",
  packages: 1500,
};

/** @type {Program} */
export const LANGUAGE_HOST = {
  name: "pulumi-language-nodejs",
  title: "Pulumi's Node.js language host",
  command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  module: "github.com/pulumi/pulumi/sdk/v3",
  usually: "less than a minute",
  packages: 530,
};

/**
 * @param {Program} program
 * @param {string} file Where the program goes.
 * @param {{ setup: string, env: NodeJS.ProcessEnv, version?: string, onStart?: (pid: number) => void }} options `setup`:
 *   the folder of the modules. `version`: the one go.mod has to have.
 * @throws {Error} with the reason in plain words
 */
export async function buildWithGo(program, file, { setup, env, version, onStart }) {
  const cwd = path.join(setup, program.name);
  const built = await versionInGoMod(cwd, program.module);
  if (version !== undefined && built !== `v${version}`) {
    throw new Error(`${path.join(cwd, "go.mod")} builds ${built}, and package.json asks for v${version}`);
  }
  await checkGo(cwd, env);

  const step = startStep(`Building ${program.title} ${built} with Go`, { usually: program.usually });
  let fetched = 0;
  let compiled = 0;
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${built}`;
  const args = [
    "build",
    "-v",
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags",
    flags,
    "-o",
    file,
    program.command,
  ];
  const { code, output, error } = await runInBackground("go", args, {
    cwd,
    env: { ...env, CGO_ENABLED: "0" }, // so that no C compiler is needed
    onLine: (line) => {
      if (line.startsWith("go: downloading ")) fetched++;
      else if (/^[\w.-]+(\/\S+)*$/.test(line)) compiled++;
      step.detail(
        compiled === 0 ? `${fetched} modules downloaded` : `${compiled} of about ${program.packages} packages compiled`,
      );
    },
    ...(onStart && { onStart }),
  });
  if (code === 0) {
    step.done(`Built ${program.title}.`);
    return;
  }
  step.stop();
  const said = output
    .split(/\r?\n/)
    .filter((line) => line && !line.startsWith("go: downloading ") && /[\s:]/.test(line));
  throw new Error(
    `${error?.message ?? `go build ended with exit code ${code}`}\n${said.slice(-8).join("\n")}`.trimEnd(),
  );
}

/**
 * @param {string} folder
 * @param {string} module
 * @returns {Promise<string>} such as "v3.259.0"
 */
export async function versionInGoMod(folder, module) {
  const text = await readFile(path.join(folder, "go.mod"), "utf8");
  const line = text.split("\n").find((entry) => entry.startsWith(`require ${module} `));
  return line?.split(" ")[2] ?? "nothing";
}

/**
 * @param {string} cwd A module's folder: there an older Go fetches the one that go.mod asks for, where it may.
 * @param {NodeJS.ProcessEnv} env
 */
async function checkGo(cwd, env) {
  const { code, stdout, output, error } = await runInBackground("go", ["version"], { cwd, env, timeoutMs: 120_000 });
  if (error?.code === "ENOENT") throw new Error("there is no `go` on PATH");
  if (code !== 0) throw new Error(output.trim() || error?.message || `\`go version\` ended with exit code ${code}`);
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(stdout) ?? [];
  const enough = Number(major) > OLDEST_GO[0] || (Number(major) === OLDEST_GO[0] && Number(minor) >= OLDEST_GO[1]);
  if (!enough) throw new Error(`Go ${OLDEST_GO.join(".")} or newer is needed, and this is: ${stdout.trim()}`);
}
