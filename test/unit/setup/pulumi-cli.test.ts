import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { ensurePulumiCli } from "../../setup/pulumi-cli.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const VERSION = manifest.devDependencies.pulumi;
const HOSTS = ["nodejs", "python", "python-exec", "yaml"].map((language) => `pulumi-language-${language}`);
const LAUNCHER = "pulumi-resource-pulumi-nodejs";
const BUILT = ["gen-sdk", "pulumi", ...HOSTS, LAUNCHER];
const DOWNLOADED = ["pulumi", "pulumi-language-go", ...HOSTS, LAUNCHER];

const noDownload = `console.error("Downloading pulumi v3...\\npulumi: the site can't be reached"); process.exit(1);`;
/** Stands in for Pulumi's launcher: it puts the same files in the same place. */
const downloadThatWorks = `
const fs = require("node:fs");
const bin = process.env.PULUMI_HOME + "/versions/" + process.env.PULUMI_VERSION + "/bin/";
fs.mkdirSync(bin, { recursive: true });
for (const name of ${JSON.stringify(DOWNLOADED)})
  fs.writeFileSync(bin + name, "#!/bin/sh\\necho v" + process.env.PULUMI_VERSION + "\\n", { mode: 0o755 });
console.log("says the launcher");`;
/** Stands in for Go: what it builds is a script that answers with the CLI's version, what it downloads a folder of one script. */
const goThatWorks = `
if [ "$1" = mod ]; then
  mkdir -p "$GOTMPDIR/sdk/python/cmd"
  echo '#!/usr/bin/env python' > "$GOTMPDIR/sdk/python/cmd/pulumi-language-python-exec"
  echo "{\\"Dir\\": \\"$GOTMPDIR/sdk\\"}"
  exit
fi
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho v${VERSION}\\n' > "$2\${3##*/}"
chmod 755 "$2\${3##*/}"`;

beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => vi.restoreAllMocks());
const told = () => vi.mocked(process.stderr.write).mock.calls.join("");

function machine({ download = noDownload, go }: { download?: string; go?: string } = {}) {
  const place = temporaryPlace();
  place.write("package.json", JSON.stringify({ devDependencies: { pulumi: VERSION } }));
  place.write("node_modules/pulumi/package.json", JSON.stringify({ bin: { pulumi: "run.js" } }));
  place.write("node_modules/pulumi/run.js", download);
  place.write("node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs", "#!/bin/sh\n");
  if (go) place.program("machine/go", go);
  const versions = path.join(place.folder, "home", ".pulumi", "versions");
  const installed = path.join(versions, VERSION, "bin");
  // Without /usr/bin: only the programs of the test are there.
  const env = { ...place.env, PATH: [place.bin, "/bin"].join(path.delimiter) };
  return {
    ...place,
    versions,
    installed,
    ensure: (more: NodeJS.ProcessEnv = {}) =>
      ensurePulumiCli({ root: place.folder, node: process.execPath, env: { ...env, ...more } }),
    failure: () =>
      ensurePulumiCli({ root: place.folder, node: process.execPath, env }).catch((error: Error) => error.message),
    builds: () => place.calls().filter((call) => call.startsWith("go build")),
    installCli: (folder: string, script = `echo v${VERSION}`, files: readonly string[] = BUILT) => {
      for (const file of files) place.program(path.join(folder, file), script);
    },
    /** That nothing but the whole CLI is there. */
    expectInstalled: (files = BUILT) => {
      expect(readdirSync(versions)).toEqual([VERSION]);
      expect(readdirSync(installed).sort()).toEqual(files.toSorted());
      for (const file of files) expect(statSync(path.join(installed, file)).mode & 0o111).toBe(0o111);
      expect(readFileSync(path.join(installed, "pulumi"), "utf8")).toContain(`v${VERSION}`);
    },
  };
}

test("a CLI in the user's PULUMI_HOME is used as it is, without a word", async () => {
  const { ensure, installCli, folder, calls } = machine();
  installCli(`elsewhere/versions/${VERSION}/bin`);
  const bin = path.join(folder, "elsewhere", "versions", VERSION, "bin");
  expect(await ensure({ PULUMI_HOME: path.join(folder, "elsewhere") })).toBe(bin);
  expect(calls()).toEqual(["pulumi version"]);
  expect(told()).toBe("");
});

test("Pulumi's own download comes first", async () => {
  const { ensure, installed, expectInstalled, calls } = machine({ download: downloadThatWorks, go: goThatWorks });
  expect(await ensure({ PULUMI_VERSION: "3.1.0" })).toBe(installed);
  expect(calls()).toEqual([]);
  expectInstalled(DOWNLOADED);
  expect(told()).toMatch(/Downloading the Pulumi CLI [\d.]+ .* \.\.\.\n {2}done in \d+ s\n$/);
});

test("where the download fails the CLI is built with Go, and with it the language hosts and what makes SDKs", async () => {
  const { ensure, expectInstalled, builds, calls } = machine({ go: goThatWorks });
  await ensure();
  expectInstalled();
  expect(builds()).toEqual(
    ["pulumi", "gen-sdk", "nodejs", "python", "yaml"].map((name) => expect.stringContaining(name)),
  );
  for (const call of builds()) expect(call).toContain(" -mod=readonly ");
  expect(builds()[0]).toContain(`-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION} `);
  expect(calls()).toContain("go mod download -json github.com/pulumi/pulumi/sdk/v3");
});

test.each([
  ["the YAML host", ["pulumi-language-yaml"]],
  ["the Python host and its script", ["pulumi-language-python", "pulumi-language-python-exec"]],
  ["what makes SDKs", ["gen-sdk"]],
])("a CLI that lacks %s gets that alone, and is not built anew", async (_what, missing) => {
  const { ensure, installed, installCli, expectInstalled, builds } = machine({ go: goThatWorks });
  installCli(
    installed,
    `echo v${VERSION} # as it was`,
    BUILT.filter((file) => !missing.includes(file)),
  );
  await ensure();
  expectInstalled();
  expect(builds()).toEqual([expect.stringMatching(new RegExp(`/${missing[0]}$`))]);
  expect(readFileSync(path.join(installed, "pulumi"), "utf8")).toContain("# as it was");
});

test("a download that brings half of it is not taken", async () => {
  const { ensure, expectInstalled } = machine({
    download: downloadThatWorks.replace("pulumi-language-yaml", "x"),
    go: goThatWorks,
  });
  await ensure();
  expectInstalled();
});

test("with no way left, every one is named, and what the user can do", async () => {
  const { failure, installed, versions } = machine();
  const said = await failure();
  expect(said).toContain(`could not be installed into ${path.dirname(installed)}.`);
  expect(said).toContain("1. The CLI that is already there: pulumi is not there, or may not be run");
  expect(said).toMatch(/2\. Pulumi's own download: it ended with exit code 1: pulumi: the site can't be reached/);
  expect(said).toContain("3. Building it with Go: there is no `go` on PATH");
  expect(said).toMatch(/get\.pulumi\.com[\s\S]*install Go \d\.\d\d or newer[\s\S]*by hand[\s\S]*PULUMI_HOME/);
  expect(readdirSync(versions)).toEqual([]);
});

test("a build that fails is told with what Go said", async () => {
  const { failure } = machine({
    go: `echo 'go: downloading example.com/x v1.0.0' >&2; echo example.com/x
         echo 'go: go.mod requires go >= 1.26.0 (running go 1.21.0; GOTOOLCHAIN=local)' >&2; exit 1`,
  });
  const said = await failure();
  expect(said).toContain("go.mod requires go >= 1.26.0 (running go 1.21.0");
  expect(said).not.toContain("example.com");
});

test("a build of another version than package.json's is not begun", async () => {
  const { failure, write, calls } = machine({ go: goThatWorks });
  write("package.json", JSON.stringify({ devDependencies: { pulumi: "3.1.0" } }));
  expect(await failure()).toContain(`go.mod builds v${VERSION}, and package.json asks for v3.1.0`);
  expect(calls()).toEqual([]);
});

test.each([
  ["cut off", { pulumi: "half a progr" }, "pulumi is not there, or may not be run"],
  ["of another version", "echo v3.100.0", "pulumi says it is v3.100.0"],
  ["broken", "exit 3", "pulumi doesn't run: it ended with exit code 3"],
])("a CLI that is %s is told as such and stays, and is replaced once that is possible", async (_how, cli, problem) => {
  const { ensure, failure, installed, installCli, write, program, expectInstalled } = machine();
  if (typeof cli === "string") installCli(installed, cli);
  else write(path.join(installed, "pulumi"), cli.pulumi);
  expect(await failure()).toContain(`The CLI that is already there: ${problem}`);
  expect(existsSync(path.join(installed, "pulumi"))).toBe(true);
  program("machine/go", goThatWorks);
  await ensure();
  expectInstalled();
});

test.each([
  ["nothing", undefined],
  ["a broken one", "exit 3"],
])("installs at the same time, in the place of %s, end with one whole CLI", async (_what, broken) => {
  const { ensure, installed, installCli, expectInstalled } = machine({ go: goThatWorks });
  if (broken) installCli(installed, broken);
  await Promise.all(Array.from({ length: 5 }, () => ensure()));
  expectInstalled();
});
