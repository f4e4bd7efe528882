import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { assetName } from "../release/assets.mts";
import { run } from "../setup/processes.mjs";
import { Machine } from "./harness/machine";

const PLUGIN = ["resource", "arraylake", manifest.version];
const TARBALL = assetName(manifest.version, process.platform, process.arch);
const folder = mkdtempSync(join(tmpdir(), "pulumi-arraylake-executable-"));
const tarball = join(folder, TARBALL);

beforeAll(async () => {
  const { problem, output } = await run(process.execPath, [
    join(import.meta.dirname, "../release/executable.mts"),
    folder,
  ]);
  expect(problem, output).toBe("");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A plain server of the folder's files, and what it was asked for. */
async function download(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, answer) => {
    asked.push(url);
    const file = join(folder, basename(url));
    if (!existsSync(file)) return answer.writeHead(404).end();
    const bytes = readFileSync(file);
    // Pulumi takes no download whose length it isn't told.
    return answer.writeHead(200, { "content-length": bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test("the tarball holds the program and the licences, and its checksum stands beside it", async () => {
  const { stdout } = await run("tar", ["-tzf", tarball]);
  expect(stdout.trim().split("\n")).toEqual(["pulumi-resource-arraylake", "LICENSE", "LICENSES.txt"]);
  const checksum = createHash("sha256").update(readFileSync(tarball)).digest("hex");
  expect(readFileSync(join(folder, "SHA256SUMS"), "utf8")).toBe(`${checksum}  ${TARBALL}\n`);
});

test("on a machine without Node.js, Pulumi takes it as a file, and it says which version it is", async () => {
  const machine = await Machine.create({ hasNode: false });
  await expect(machine.run("node", "--version")).rejects.toThrow("there is no `node` on PATH");
  await machine.run("pulumi", "plugin", "install", ...PLUGIN, "--file", tarball);
  await machine.servesYaml();
  const schema = JSON.parse(await machine.run("pulumi", "package", "get-schema", "arraylake"));
  expect(schema).toMatchObject({ name: "arraylake", version: manifest.version });
});

test("Pulumi downloads it from a plain server by the name that it asks for", async () => {
  const machine = await Machine.create({ hasNode: false });
  const { url, asked } = await download();
  await machine.run("pulumi", "plugin", "install", ...PLUGIN, "--server", url);
  expect(asked).toEqual([`/${TARBALL}`]);
  await machine.servesYaml();
});

test("a program that names the server needs no install before", async () => {
  const machine = await Machine.create({ hasNode: false, downloads: true });
  const { url, asked } = await download();
  await machine.servesYaml({ options: { version: manifest.version, pluginDownloadURL: url } });
  expect(asked).toEqual([`/${TARBALL}`]);
});
