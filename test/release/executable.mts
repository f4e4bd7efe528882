// Makes of the plugin one program that needs no Node.js, for the platform on which this runs, and packs it as Pulumi downloads
// plugins: `npm run plugin:executable -- FOLDER` puts the tarball there, and its checksum into SHA256SUMS beside it.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { passSignalsOn, run } from "../setup/processes.mjs";
import { inTemporaryFolder } from "../setup/temporary-folder.mjs";
import { toolScript } from "../setup/tools.mjs";
import { assetName, withChecksum } from "./assets.mts";

const root = path.resolve(import.meta.dirname, "../..");
const plugin = path.join(root, "dist", "plugin");
const node = realpathSync(process.execPath);
const [isMac, isWindows] = [process.platform === "darwin", process.platform === "win32"];
const PROGRAM = isWindows ? "pulumi-resource-arraylake.exe" : "pulumi-resource-arraylake";
/** Where a Node.js looks for the program that it is to be. Source: https://nodejs.org/api/single-executable-applications.html */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) {
    console.error("Usage: npm run plugin:executable -- FOLDER");
    return 2;
  }
  const tarball = assetName(manifest.version, process.platform, process.arch);
  await inTemporaryFolder(path.join(tmpdir(), "pulumi-arraylake-executable-"), async (work) => {
    await makeProgram(work);
    const seconds = await shortestStart(work);
    writeLicences(work);
    await step("tar", ["-czf", tarball, PROGRAM, "LICENSE", "LICENSES.txt"], work);
    const sizes = await Promise.all([tarball, PROGRAM].map((file) => megabytes(path.join(work, file))));
    keep(path.join(work, tarball), folder);
    console.log(
      `${path.join(folder, tarball)}: ${sizes[0]} MB, unpacked ${sizes[1]} MB, starts in ${seconds.toFixed(2)} s`,
    );
  });
  return 0;
}

/** A copy of the running Node.js with the bundle in it. */
async function makeProgram(work: string): Promise<void> {
  const config = {
    main: path.join(plugin, "plugin.js"),
    output: "plugin.blob",
    disableExperimentalSEAWarning: true,
    useCodeCache: true, // a quarter of the start's time
  };
  writeFileSync(path.join(work, "sea.json"), JSON.stringify(config));
  await step(node, ["--experimental-sea-config", "sea.json"], work);
  copyFileSync(node, path.join(work, PROGRAM));
  chmodSync(path.join(work, PROGRAM), 0o755);
  if (isMac) await step("codesign", ["--remove-signature", PROGRAM], work);
  const segment = isMac ? ["--macho-segment-name", "NODE_SEA"] : [];
  const postject = [toolScript(root, "postject", "postject"), PROGRAM, "NODE_SEA_BLOB", config.output];
  await step(node, [...postject, "--sentinel-fuse", FUSE, ...segment], work);
  if (isMac) await step("codesign", ["--sign", "-", PROGRAM], work);
}

/** Of this package, of what the bundle holds a part of, and of Node.js. */
function writeLicences(work: string): void {
  copyFileSync(path.join(root, "LICENSE"), path.join(work, "LICENSE"));
  const bundled = readFileSync(path.join(plugin, "LICENSES.txt"), "utf8");
  const own = `Node.js ${process.versions.node}\n\n${readFileSync(licenceOfNode(), "utf8")}`;
  writeFileSync(path.join(work, "LICENSES.txt"), `${bundled}\n${"-".repeat(80)}\n\n${own}`);
}

function licenceOfNode(): string {
  const bin = path.dirname(node);
  // As Node.js's own archives have it, and then as the npm package `node` does.
  const places = ["../LICENSE", "LICENSE", ...globSync("../node_modules/node-*/LICENSE", { cwd: bin })];
  const found = places.map((place) => path.join(bin, place)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`No licence lies beside ${node}, which would be passed on without it.`);
  return found;
}

/** In seconds, of some starts: without a PATH, and until it says the port on which it listens. */
async function shortestStart(work: string): Promise<number> {
  const { PATH: _, ...env } = process.env;
  const times = [];
  for (let tries = 0; tries < 5; tries++) {
    const began = performance.now();
    const program = spawn(path.join(work, PROGRAM), { cwd: work, env, signal: AbortSignal.timeout(30_000) });
    const ended = once(program, "exit");
    const complaints = text(program.stderr);
    const [port] = await Promise.race([once(createInterface(program.stdout), "line"), ended]);
    times.push((performance.now() - began) / 1000);
    program.kill();
    await ended;
    if (!/^\d+$/.test(String(port)) || (await complaints) !== "")
      throw new Error(`It doesn't start as a plugin: ${port}\n${await complaints}`);
  }
  return Math.min(...times);
}

async function step(command: string, args: readonly string[], cwd: string): Promise<void> {
  // Else macOS's tar packs what its file system knows of each file, as a file of its own.
  const env = { ...process.env, COPYFILE_DISABLE: "1" };
  const { problem, output } = await run(command, args, { cwd, env });
  if (problem) throw new Error(`${path.basename(command)} ${args.join(" ")} failed: ${problem}\n${output.trim()}`);
}

async function megabytes(file: string): Promise<string> {
  return ((await stat(file)).size / 1e6).toFixed(0);
}

function keep(tarball: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const name = path.basename(tarball);
  copyFileSync(tarball, path.join(folder, name));
  const sums = path.join(folder, "SHA256SUMS");
  const checksum = createHash("sha256").update(readFileSync(tarball)).digest("hex");
  writeFileSync(sums, withChecksum(existsSync(sums) ? readFileSync(sums, "utf8") : "", name, checksum));
}

passSignalsOn();
process.exitCode = await main();
