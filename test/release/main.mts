// Whether what `npm publish` would send is fit to be used. `npm run release:check` sets up what it needs and runs it.
//
//   --sdk VERSION      only with this version of @pulumi/pulumi; repeatable
//   --keep-in FOLDER   puts the tarball there if all is well: what is published is then what was checked

import { copyFileSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { type Check, runChecks } from "../checks/run-checks.mjs";
import { packInto } from "../package/pack.mjs";
import { passSignalsOn, run } from "../setup/processes.mjs";
import { inTemporaryFolder } from "../setup/temporary-folder.mjs";
import { changelogProblem } from "./changelog.mts";
import { checkTypes, withConsumer } from "./consumer.mts";
import { liveOnce } from "./life.mts";
import { namesSourceMap, tarballProblems } from "./tarball.mts";

const root = path.resolve(import.meta.dirname, "../..");

async function main(): Promise<number> {
  const options = { sdk: { type: "string", multiple: true }, "keep-in": { type: "string" } } as const;
  const { values } = parseArgs({ options });
  const oldest = manifest.peerDependencies["@pulumi/pulumi"].replace("^", "");
  const sdks = values.sdk ?? [oldest, manifest.devDependencies["@pulumi/pulumi"]];
  return inTemporaryFolder(path.join(tmpdir(), "pulumi-arraylake-tarball-"), async (folder) => {
    const { filename, files } = await packInto(folder, { root, env: process.env });
    const tarball = path.join(folder, filename);
    const code = await runChecks([checkChangelog, checkTarball(files), ...sdks.map((sdk) => checkWith(sdk, tarball))]);
    console.log(`\n${filename} (${files.length} files) is ${code === 0 ? "" : "not "}fit to be published.`);
    if (code === 0 && values["keep-in"] !== undefined) keep(tarball, values["keep-in"]);
    return code;
  });
}

const checkChangelog: Check = {
  name: "CHANGELOG.md tells of this version",
  run: async () => {
    const problem = changelogProblem(textIfThere("CHANGELOG.md"), manifest.version);
    if (problem !== undefined) throw new Error(problem);
    return { verdict: "ok", note: manifest.version };
  },
};

function checkTarball(files: readonly string[]): Check {
  return {
    name: "the tarball holds what is meant, and nothing else",
    run: async () => {
      const sources = globSync("**/*.ts", { cwd: path.join(root, "provider") });
      const problems = tarballProblems(
        files,
        sources.map((source) => source.replaceAll(path.sep, "/")),
      );
      const mapped = files.filter((file) => namesSourceMap(textIfThere(file) ?? ""));
      problems.push(...mapped.map((file) => `${file} names a source map, and none is packed.`));
      if (problems.length > 0) throw new Error(problems.join("\n"));
      return { verdict: "ok", note: `${files.length} files` };
    },
  };
}

function checkWith(sdk: string, tarball: string): Check {
  return {
    name: `installed beside @pulumi/pulumi ${sdk}`,
    run: () =>
      withConsumer({ tarball, sdk }, async (folder) => {
        console.log(`types, without skipLibCheck: ${(await checkTypes(folder)).join(", ")}`);
        await liveOnce(folder, ".");
        await liveOnce(folder, "yaml");
        const { stdout } = await run("pulumi", ["version"]);
        console.log(`up, preview --expect-no-changes, destroy, in TypeScript and in YAML: CLI ${stdout.trim()}`);
        return { verdict: "ok" };
      }),
  };
}

function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function keep(tarball: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const kept = path.join(folder, path.basename(tarball));
  copyFileSync(tarball, kept);
  console.log(`It is kept as ${kept}`);
}

passSignalsOn();
process.exitCode = await main();
