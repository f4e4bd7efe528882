import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { CLI, versionInGoMod } from "../../setup/pulumi-build.mjs";
import { ensurePulumiCli } from "../../setup/pulumi-cli.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const setup = path.resolve(__dirname, "../../setup");
const root = path.resolve(setup, "../..");
const VERSION: string = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).devDependencies.pulumi;

const cliThatWorks = `echo v${VERSION}`;
const noDownload = `exports.installCLI = async () => { throw new Error("the site can't be reached"); };`;
/** Stands in for Pulumi's own installer: the same call, the same files. */
const downloadThatWorks = `
const fs = require("node:fs");
exports.installCLI = async (version, root) => {
  fs.mkdirSync(root + "/bin", { recursive: true });
  for (const name of ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]) {
    fs.writeFileSync(root + "/bin/" + name, "#!/bin/sh\\necho v" + version + "\\n", { mode: 0o755 });
  }
  console.log("installed, says the installer");
};`;
/** Stands in for Go: what it builds is a script that answers with the CLI's version. */
const goThatWorks = `
if [ "$1" = version ]; then echo 'go version go1.26.8 linux/amd64'; exit; fi
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho v${VERSION}\\n' > "$2"
chmod 755 "$2"`;

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

function machine(download = noDownload) {
  const place = temporaryPlace();
  place.write("package.json", JSON.stringify({ devDependencies: { pulumi: VERSION } }));
  place.write("node_modules/pulumi/lib/download.js", download);
  place.write("node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs", "#!/bin/sh\n");
  const bin = path.join(place.folder, "home", ".pulumi", "versions", VERSION, "bin");
  return {
    ...place,
    versions: path.join(place.folder, "home", ".pulumi", "versions"),
    installed: bin,
    // Without /usr/bin: only the programs of the test are there.
    ensure: (env: NodeJS.ProcessEnv = {}) =>
      ensurePulumiCli({
        root: place.folder,
        node: process.execPath,
        env: { ...place.env, PATH: [place.bin, "/bin"].join(path.delimiter), ...env },
      }),
    installCli: (folder: string, version = cliThatWorks) => {
      place.program(path.join(folder, "pulumi"), version);
      place.program(path.join(folder, "pulumi-language-nodejs"), "exit 2");
      place.program(path.join(folder, "pulumi-resource-pulumi-nodejs"), "");
    },
  };
}

test("a CLI in the user's PULUMI_HOME is used as it is", async () => {
  const { ensure, installCli, folder, calls } = machine("throw new Error('touched')");
  installCli(`elsewhere/versions/${VERSION}/bin`);
  const { bin } = await ensure({ PULUMI_HOME: path.join(folder, "elsewhere") });
  expect(bin).toBe(path.join(folder, "elsewhere", "versions", VERSION, "bin"));
  expect(calls().sort()).toEqual(["pulumi version", "pulumi-language-nodejs -help"]);
  expect(process.stderr.write).not.toHaveBeenCalled();
});

test("Pulumi's own download comes first", async () => {
  const { ensure, installed, versions, program, calls } = machine(downloadThatWorks);
  program("machine/go", goThatWorks);
  expect((await ensure()).bin).toBe(installed);
  expect(calls()).toEqual([]);
  expect(readdirSync(versions)).toEqual([VERSION]);
});

test("where the download fails the CLI is built with Go", async () => {
  const { ensure, installed, versions, program, calls } = machine();
  program("machine/go", goThatWorks);
  await ensure();
  expect(readdirSync(installed).sort()).toEqual(["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]);
  expect(statSync(path.join(installed, "pulumi-resource-pulumi-nodejs")).mode & 0o111).toBe(0o111);
  expect(readdirSync(versions)).toEqual([VERSION]);
  expect(calls().filter((call) => call.startsWith("go build"))).toEqual([
    expect.stringContaining(" -mod=readonly "),
    expect.stringContaining(`-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION} `),
  ]);
});

test("with no way left, every one is named, and what the user can do", async () => {
  const { ensure, installed, versions } = machine();
  const failure = await ensure().catch((error: Error) => error.message);
  expect(failure).toContain(installed);
  expect(failure).toContain("1. The CLI that is already there: there is none");
  expect(failure).toContain("2. Pulumi's own download: the site can't be reached");
  expect(failure).toContain("3. Building it with Go: there is no `go` on PATH");
  expect(failure).toMatch(/get\.pulumi\.com[\s\S]*install Go 1\.26[\s\S]*by hand[\s\S]*PULUMI_HOME/);
  expect(readdirSync(versions)).toEqual([]);
});

test("a Go that is too old is told as such", async () => {
  const { ensure, program } = machine();
  program("machine/go", "echo 'go version go1.21.0 linux/amd64'");
  await expect(ensure()).rejects.toThrow("Go 1.26 or newer is needed, and this is: go version go1.21.0");
});

test("a build that fails is told with what Go said", async () => {
  const { ensure, program } = machine();
  program(
    "machine/go",
    `[ "$1" = version ] && echo 'go version go1.26.8 linux/amd64' && exit
     echo 'go: downloading example.com/x v1.0.0' >&2; echo 'write /tmp/x: no space left on device' >&2; exit 1`,
  );
  const failure = await ensure().catch((error: Error) => error.message);
  expect(failure).toContain("no space left on device");
  expect(failure).not.toContain("downloading");
});

test("a half-written version folder is repaired", async () => {
  const { ensure, installed, versions, write, program } = machine();
  write(path.join(installed, "pulumi"), "half a progr");
  program("machine/go", goThatWorks);
  await ensure();
  expect(readFileSync(path.join(installed, "pulumi"), "utf8")).toContain(`v${VERSION}`);
  expect(readdirSync(versions)).toEqual([VERSION]);
});

test("what a killed install left beside the folder is cleared away", async () => {
  const { ensure, versions, write } = machine(downloadThatWorks);
  write(path.join(versions, `${VERSION}.partial`, "bin", "pulumi"), "half a progr");
  await ensure();
  expect(readdirSync(versions)).toEqual([VERSION]);
});

test("a CLI of another version is not used, even in the right folder", async () => {
  const { ensure, installed, installCli } = machine();
  installCli(installed, "echo v3.100.0");
  await expect(ensure()).rejects.toThrow("The CLI that is already there: pulumi says it is v3.100.0");
  expect(existsSync(path.join(installed, "pulumi"))).toBe(true);
});

test("only what is missing is built", async () => {
  const { ensure, installed, program, calls } = machine();
  program(path.join(installed, "pulumi"), cliThatWorks);
  program("machine/go", goThatWorks);
  await ensure();
  expect(calls().filter((call) => call.startsWith("go build"))).toEqual([
    expect.stringContaining("pulumi-language-nodejs"),
  ]);
});

test("a missing launcher script is put there without a build", async () => {
  const { ensure, installed, program, calls } = machine();
  program(path.join(installed, "pulumi"), cliThatWorks);
  program(path.join(installed, "pulumi-language-nodejs"), "exit 0");
  await ensure();
  expect(statSync(path.join(installed, "pulumi-resource-pulumi-nodejs")).mode & 0o111).toBe(0o111);
  expect(calls().filter((call) => call.startsWith("go"))).toEqual([]);
});

test("two runs at once install once", async () => {
  const { ensure, program, calls } = machine();
  program("machine/go", goThatWorks);
  await Promise.all([ensure(), ensure()]);
  expect(calls().filter((call) => call.startsWith("go build"))).toHaveLength(2); // the CLI and its language host
});

test("go.mod builds the version that package.json asks for", async () => {
  expect(await versionInGoMod(path.join(setup, CLI.name), CLI.module)).toBe(`v${VERSION}`);
});
