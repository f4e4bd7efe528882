import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporaryPlace } from "../helpers/place";

const PLUGIN = path.resolve(__dirname, "../../../dist/plugin");

/** A copy of the plugin in a folder of its own. */
function installed() {
  const { folder } = temporaryPlace();
  cpSync(PLUGIN, folder, { recursive: true, filter: (file) => path.basename(file) !== ".cache" });
  return folder;
}

/** Starts the plugin, and ends it without a word as Pulumi does, once it listens and `until` is true. @returns what it printed */
async function lived(folder: string, until = () => true): Promise<string> {
  const child = spawn(process.execPath, [path.join(folder, "pulumi-resource-arraylake")]);
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => printed.push(bytes));
  await once(child.stdout, "data");
  while (!until()) await sleep(20);
  child.kill("SIGKILL");
  await once(child, "close");
  return Buffer.concat(printed).toString();
}

test("what is compiled is kept beside the plugin, and serves the next start", async () => {
  const folder = installed();
  const kept = () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true });
    return files.flatMap(({ name }) => (/^[0-9a-f]{8}$/.test(name) ? [name] : []));
  };
  expect(await lived(folder, () => kept().length > 0)).toMatch(/^\d+\n$/);
  const first = kept();
  expect(await lived(folder)).toMatch(/^\d+\n$/);
  expect(kept()).toEqual(first);
});

test("where nothing can be kept, or what was kept is spoilt, it starts as ever", async () => {
  const folder = installed();
  const cache = path.join(folder, ".cache");
  writeFileSync(cache, "a file where the folder is to be");
  expect(await lived(folder)).toMatch(/^\d+\n$/);
  rmSync(cache);
  await lived(folder, () => readdirSync(folder).includes(".cache") && spoilt(cache));
  expect(await lived(folder)).toMatch(/^\d+\n$/);
});

/** Overwrites every file in a folder. @returns whether there was any */
function spoilt(folder: string): boolean {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const { parentPath, name } of files) writeFileSync(path.join(parentPath, name), "spoilt");
  return files.length > 0;
}
