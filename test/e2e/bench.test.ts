import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Result } from "../bench/result.mts";

function callsOf(costs: Result["lives"][number]["costs"] | undefined): object {
  return Object.fromEntries(Object.entries(costs ?? {}).map(([operation, { calls }]) => [operation, calls]));
}

test("the bench's quick form measures every candidate through a whole life, with the calls that it should take", async () => {
  const bench = join(import.meta.dirname, "../bench/main.mts");
  const { stdout } = await promisify(execFile)(process.execPath, [bench, "--quick", "--json"]);
  const { lives, loading } = JSON.parse(stdout) as Result;
  expect(lives.map(({ candidate, configs }) => [candidate, configs])).toEqual([
    ["floor", 10],
    ["naive", 10],
    ["ours", 10],
    ["native floor", 10],
    ["native YAML", 10],
    ["native TypeScript", 10],
  ]);
  for (const { costs } of lives) for (const { seconds } of Object.values(costs)) expect(seconds).toBeGreaterThan(0);
  const [floor, naive, ours, nativeFloor, inYaml, inTypeScript] = lives.map(({ costs }) => costs);
  for (const costs of [floor, nativeFloor])
    expect(Object.values(costs ?? {}).flatMap(({ calls }) => Object.values(calls))).toEqual([]);
  expect(naive?.refresh.calls).toEqual({ "GET bucket": 10 });
  expect(ours?.["preview, new"].calls).toEqual({ "GET buckets": 1 });
  expect(ours?.["preview, at rest"].calls).toEqual({});
  expect(ours?.refresh.calls).toEqual({ "GET buckets": 1 });
  expect(ours?.["replace all"].calls).toEqual({
    "GET buckets": 1,
    "GET repos": 1,
    "DELETE bucket": 10,
    "POST buckets": 10,
  });
  // The native plugin asks the service for the same, whatever the program is written in.
  for (const costs of [inYaml, inTypeScript]) expect(callsOf(costs)).toEqual(callsOf(ours));
  expect(loading.needless).toEqual([]);
}, 400_000);
