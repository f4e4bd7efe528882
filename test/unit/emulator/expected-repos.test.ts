import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Emulator, type ExpectedRepo, startEmulator } from "../../../provider/emulator/index";
import { ask, BUCKETS, emulate, s3, steer } from "./support";

const CLIMATE: ExpectedRepo = { name: "climate", bucketNickname: "era5" };

function stateFileForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "emulator-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "state.json");
}

/** The repos of an org, each with the nickname of its BucketConfig. */
async function reposIn(emulator: Emulator, org = "acme"): Promise<Record<string, string | null>> {
  const { items } = (await ask(emulator, "GET", `/orgs/${org}/repos/paginated?include_ghosts=true`)).body;
  return Object.fromEntries(
    items.map(({ name, bucket }: { name: string; bucket: { nickname: string } | null }) => [name, bucket?.nickname]),
  );
}

test("a repo that is expected comes with the BucketConfig of its nickname, and holds it as any other does", async () => {
  const emulator = await emulate({ repos: [CLIMATE, { name: "weather", bucketNickname: "era5" }] });
  expect(await reposIn(emulator)).toEqual({});
  await ask(emulator, "POST", BUCKETS, s3({ nickname: "gfs", prefix: "gfs" }));
  expect(await reposIn(emulator)).toEqual({});

  const { id } = (await ask(emulator, "POST", BUCKETS, s3())).body;
  expect(await reposIn(emulator)).toEqual({ climate: "era5", weather: "era5" });
  expect((await ask(emulator, "GET", "/repos/acme/climate")).body).toMatchObject({ name: "climate", bucket: { id } });
  expect((await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { prefix: "elsewhere" })).status).toBe(409);
  expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(409);
});

test("it comes with a BucketConfig that gets the nickname later, and stays when that changes again", async () => {
  const emulator = await emulate({ repos: [CLIMATE] });
  const { id } = (await ask(emulator, "POST", BUCKETS, s3({ nickname: "old" }))).body;
  expect(await reposIn(emulator)).toEqual({});
  await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { nickname: "era5" });
  expect(await reposIn(emulator)).toEqual({ climate: "era5" });
  await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { nickname: "new" });
  expect(await reposIn(emulator)).toEqual({ climate: "new" });
});

test("it comes with a BucketConfig that a test puts there by hand", async () => {
  const emulator = await emulate({ repos: [CLIMATE] });
  emulator.putBucket("acme", { nickname: "era5" });
  expect(emulator.repos("acme")).toMatchObject([{ name: "climate" }]);
});

test("deleted, it stays away, also where its BucketConfig is made again, until a reset", async () => {
  const emulator = await emulate({ repos: [CLIMATE] });
  const { id } = (await ask(emulator, "POST", BUCKETS, s3())).body;
  await ask(emulator, "DELETE", "/orgs/acme/climate?immediate=true&retain_data=true");
  await ask(emulator, "DELETE", `${BUCKETS}/${id}`);
  await ask(emulator, "POST", BUCKETS, s3());
  expect(await reposIn(emulator)).toEqual({});

  expect((await steer(emulator, "POST", "reset")).status).toBe(204);
  expect(await reposIn(emulator)).toEqual({});
  await ask(emulator, "POST", BUCKETS, s3());
  expect(await reposIn(emulator)).toEqual({ climate: "era5" });
});

test("a repo of that name that is there already stays as it is, a deleted one in its grace period too", async () => {
  const emulator = await emulate({ repos: [CLIMATE, { name: "weather", bucketNickname: "era5" }] });
  const other = emulator.putBucket("acme", { nickname: "gfs" });
  for (const name of ["climate", "weather"])
    await ask(emulator, "POST", "/orgs/acme/repos", { name, bucket_nickname: "gfs" });
  await ask(emulator, "DELETE", "/orgs/acme/weather");
  await ask(emulator, "POST", BUCKETS, s3());
  expect(await reposIn(emulator)).toEqual({ climate: "gfs", weather: "gfs" });
  expect(emulator.repos("acme").map((repo) => [repo.bucket_id, repo.deleted_at === null])).toEqual([
    [other.id, true],
    [other.id, false],
  ]);
});

test("a state file that has the repo is not given a second one, and one that has only the BucketConfig is given it", async () => {
  const stateFile = stateFileForTest();
  const first = await emulate({ stateFile });
  await ask(first, "POST", BUCKETS, s3());

  const second = await emulate({ stateFile, repos: [CLIMATE] });
  expect(await reposIn(second)).toEqual({ climate: "era5" });
  const third = await emulate({ stateFile, repos: [CLIMATE] });
  expect(third.repos("acme")).toEqual(second.repos("acme"));
  expect((await emulate({ stateFile })).repos("acme")).toEqual(second.repos("acme"));
});

test("a list that is behind shows it no earlier than its BucketConfig", async () => {
  const emulator = await emulate({ repos: [CLIMATE], behaviour: { listLagMs: 60_000 } });
  await ask(emulator, "POST", BUCKETS, s3());
  expect(await reposIn(emulator)).toEqual({});
  emulator.behave({ listLagMs: 0 });
  expect(await reposIn(emulator)).toEqual({ climate: "era5" });
});

test("of several organisations, each has its own", async () => {
  const emulator = await emulate({
    orgs: ["acme", "nimbus"],
    repos: [
      { ...CLIMATE, org: "nimbus" },
      { ...CLIMATE, org: "acme", name: "weather" },
    ],
  });
  await ask(emulator, "POST", "/orgs/nimbus/buckets", s3());
  expect([await reposIn(emulator, "nimbus"), await reposIn(emulator)]).toEqual([{ climate: "era5" }, {}]);
  await ask(emulator, "POST", BUCKETS, s3());
  expect([await reposIn(emulator, "nimbus"), await reposIn(emulator)]).toEqual([
    { climate: "era5" },
    { weather: "era5" },
  ]);
});

test.each<[string, ExpectedRepo[], string[], RegExp]>([
  [
    "an org that isn't there",
    [{ ...CLIMATE, org: "nimbus" }],
    ["acme"],
    /'climate' .* 'nimbus', which isn't there.*acme/,
  ],
  [
    "no org where there are two",
    [CLIMATE],
    ["acme", "nimbus"],
    /acme, nimbus\. Say in which: --repo acme\/climate=era5/,
  ],
  ["no org where there is none", [CLIMATE], [], /'climate' has no org.*in orgs/],
  ["the same name twice", [CLIMATE, { ...CLIMATE, bucketNickname: "gfs" }], ["acme"], /twice.*'era5' and 'gfs'/],
  ["a name that no repo can have", [{ ...CLIMATE, name: "a b" }], ["acme"], /'a b'.*a repo name is of letters/],
  ["a nickname that no BucketConfig can have", [{ ...CLIMATE, bucketNickname: "ab" }], ["acme"], /'ab'.*3 to 64/],
])("an emulator with a repo with %s doesn't start", async (_, repos, orgs, message) => {
  await expect(startEmulator({ repos, orgs })).rejects.toThrow(message);
});

test("all that is wrong with the repos is told at once", async () => {
  const repos = [
    { ...CLIMATE, name: "a" },
    { ...CLIMATE, org: "nimbus" },
  ];
  await expect(startEmulator({ repos })).rejects.toThrow(/'a'.*\n.*'nimbus'/);
});
