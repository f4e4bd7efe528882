import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { inject, onTestFinished } from "vitest";
import { inTemporaryFolder } from "../../setup/temporary-folder.mjs";
import { pulumiCommand } from "../harness/stack";

export const run = promisify(execFile);

/** The programs of this folder, each in a folder of its language's name. */
const PROGRAMS = join(import.meta.dirname, "programs");
const CACHE = join(import.meta.dirname, "../../../node_modules/.cache");

/** The plugin in the packed package, as Pulumi.yaml names it from a folder beside node_modules. */
export const PLUGIN = "../node_modules/pulumi-arraylake/dist/plugin";

export function projectYaml(runtime: string | object): string {
  return JSON.stringify({ name: "test", runtime, plugins: { providers: [{ name: "arraylake", path: PLUGIN }] } });
}

/** A folder that ends with the test, beside the installed package. */
export function temporary(): string {
  const folder = mkdtempSync(join(inject("consumer"), "sdk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The CLI, and where the plugin lies in the packed package. */
async function tools() {
  const { command } = await pulumiCommand();
  const bin = dirname(command);
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter), PULUMI_SKIP_UPDATE_CHECK: "true" };
  return { command, bin, env, plugin: join(inject("consumer"), "node_modules/pulumi-arraylake/dist/plugin") };
}

/** What the plugin says when it is asked, and what lies beside it. */
export async function schemas(): Promise<{ told: unknown; packed: unknown }> {
  const { command, env, plugin } = await tools();
  const { stdout } = await run(command, ["package", "get-schema", join(plugin, "pulumi-resource-arraylake")], { env });
  return { told: JSON.parse(stdout), packed: JSON.parse(readFileSync(join(plugin, "schema.json"), "utf8")) };
}

/** Makes the SDK of a language, as `pulumi package add` does, from the schema in the packed package. */
export async function makeSdk(language: "python" | "nodejs" | "go", folder: string): Promise<string> {
  const { command, bin, env, plugin } = await tools();
  const schema = join(folder, "schema.json");
  cpSync(join(plugin, "schema.json"), schema);
  // The hosts that can be built make no SDKs, and the set-up puts this program beside them.
  const generator = join(bin, "gen-sdk");
  const sdk = join(folder, language);
  if (existsSync(generator)) await run(generator, [language, schema, sdk]);
  else await run(command, ["package", "gen-sdk", schema, "--language", language, "--local", "--out", folder], { env });
  return sdk;
}

/** Whether there is a Python, and otherwise what a test's name says of it. */
export async function pythonMissing(): Promise<string> {
  const old = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
  return run("python3", ["-c", old]).then(
    () => "",
    () => " (skipped: there is no python3 of 3.10 or newer with venv)",
  );
}

/**
 * A virtual environment with Pulumi, mypy and the package's SDK. It takes half a minute, so it is kept for as long as the SDK
 * stays as it is.
 */
export async function pythonEnvironment(): Promise<string> {
  return inTemporaryFolder(join(inject("consumer"), "sdk-"), async (folder) => {
    const sdk = await makeSdk("python", folder);
    const { version } = (await import("@pulumi/pulumi/package.json", { with: { type: "json" } })).default;
    const packages = [`pulumi==${version}`, "mypy==2.4.1"];
    const python = (await run("python3", ["-VV"])).stdout;
    const made = [...packages, python, readFileSync(join(folder, "schema.json"), "utf8")].join("\n");
    const place = join(CACHE, `python-${createHash("sha256").update(made).digest("hex").slice(0, 16)}`);
    if (existsSync(place)) return place;
    await run("python3", ["-m", "venv", join(folder, "made")]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages, sdk];
    await run(join(folder, "made/bin/python"), install);
    mkdirSync(CACHE, { recursive: true });
    await rename(join(folder, "made"), place).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(place)) throw error; // otherwise another test was faster
    });
    return place;
  });
}

export function program(language: string, file: string): string {
  return readFileSync(join(PROGRAMS, language, file), "utf8");
}

export function copyProgram(language: string, folder: string): void {
  cpSync(join(PROGRAMS, language), folder, { recursive: true });
}
