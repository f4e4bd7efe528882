import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmulator } from "../../../provider/emulator/index";
import { AWS_ROLE, ask, BUCKETS, emulate, s3 } from "./support";

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-"));
  stateFile = join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("rows are in the file before the answer is, so a kill loses nothing that was answered", async () => {
  const first = await emulate({ stateFile });
  const { id } = (await ask(first, "POST", BUCKETS, s3())).body;
  await ask(first, "POST", `${BUCKETS}/${id}/default`);
  await ask(first, "POST", "/orgs/acme/repos", { name: "weather" });
  first.holdBucket("acme", id);

  const second = await emulate({ stateFile, orgs: ["other"] });
  expect(second.buckets("acme")).toEqual(first.buckets("acme"));
  expect(second.repos("acme")).toEqual(first.repos("acme"));
  expect(second.bucket("acme", "era5")).toMatchObject({ is_default: true, auth_config: AWS_ROLE });
  expect((await ask(second, "POST", BUCKETS, s3())).status).toBe(409);
  expect((await ask(second, "DELETE", `${BUCKETS}/${id}`)).status).toBe(409);
  expect(second.buckets("other")).toEqual([]);
});

test.each(["__proto__", "constructor", "toString"])("an org may be called %s", async (org) => {
  const first = await emulate({ stateFile, orgs: [org] });
  expect(first.buckets(org)).toEqual([]);
  const made = await ask(first, "POST", `/orgs/${org}/buckets`, s3({ nickname: org, name: org }));
  expect(made.status).toBe(200);
  first.putRepo(org, { name: org, bucketId: made.body.id });
  const second = await emulate({ stateFile, orgs: [] });
  expect(second.bucket(org, org)).toMatchObject({ nickname: org });
  expect(second.repos(org)).toMatchObject([{ name: org }]);
  expect((await ask(second, "GET", `/orgs/${org}/buckets`)).body).toMatchObject([{ nickname: org }]);
});

test("the file is its owner's alone, and nothing is left beside it", async () => {
  const emulator = await emulate({ stateFile });
  emulator.putBucket("acme", { auth_config: AWS_ROLE });
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["state.json"]);
  expect(readFileSync(stateFile, "utf8")).toContain("external-id");
});

test.each([
  "",
  "{",
  "[]",
  '{"format":"arraylake-emulator/9","orgs":{}}',
  '{"format":"arraylake-emulator/1","orgs":{"a":{}}}',
])("a file with %j is named as damaged and left as it is", async (text) => {
  writeFileSync(stateFile, text);
  await expect(startEmulator({ stateFile })).rejects.toThrow(/state\.json' does not hold a state of this emulator/);
  expect(readFileSync(stateFile, "utf8")).toBe(text);
});

test("a file that can't be written is told before anything else", async () => {
  await expect(startEmulator({ stateFile: join(folder, "no", "state.json") })).rejects.toThrow(/Can't write/);
});

test("reset empties the file too", async () => {
  const emulator = await emulate({ stateFile });
  emulator.putBucket("acme");
  emulator.reset();
  expect((await emulate({ stateFile })).buckets("acme")).toEqual([]);
});
