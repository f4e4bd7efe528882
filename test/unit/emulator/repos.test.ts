import { expect, test } from "vitest";
import { ask, BUCKETS, emulate, s3 } from "./support";

const REPOS = "/orgs/acme/repos";

test("a repo is created in the bucket it names, else in the default one", async () => {
  const emulator = await emulate();
  const named = emulator.putBucket("acme", { nickname: "named" });
  expect((await ask(emulator, "POST", REPOS, { name: "early" })).status).toBe(400);
  const standard = emulator.putBucket("acme", { is_default: true });
  const first = await ask(emulator, "POST", REPOS, { name: "first", bucket_nickname: "named", kind: "icechunk" });
  const second = await ask(emulator, "POST", REPOS, { name: "second", prefix: "p", create_mode: "register" });
  expect([first.body.bucket.id, second.body.bucket.id]).toEqual([named.id, standard.id]);
  expect(first.body).toMatchObject({
    _id: expect.stringMatching(/^[0-9a-f]{24}$/),
    org: "acme",
    name: "first",
    kind: "icechunk",
    prefix: expect.stringContaining("first"),
    visibility: "PRIVATE",
    status: { mode: "online", is_user_modifiable: true },
    deleted_at: null,
  });
  expect(second.body.prefix).toBe("p");
  expect((await ask(emulator, "GET", "/repos/acme/first")).body).toEqual(first.body);
});

test.each([
  ["a name that is taken", { name: "taken", bucket_nickname: "used" }, 409],
  ["a name of one letter", { name: "a" }, 422],
  ["no name", {}, 422],
  ["a bucket that is not there", { name: "new", bucket_nickname: "nowhere" }, 404],
  ["a way to create that needs object storage", { name: "new", create_mode: "import" }, 501],
  ["an unknown kind", { name: "new", kind: "v9" }, 422],
  ["metadata that is none", { name: "new", metadata: "x" }, 422],
])("a repo with %s is refused", async (_, body, status) => {
  const emulator = await emulate();
  const bucket = emulator.putBucket("acme", { nickname: "used" });
  emulator.putRepo("acme", { name: "taken", bucketId: bucket.id });
  expect((await ask(emulator, "POST", REPOS, body)).status).toBe(status);
  expect(emulator.repos("acme")).toHaveLength(1);
});

test.each(["open", "bucket-credentials"])(
  "who asks for a repo's %s is told that this is an emulator, and what is there nevertheless",
  async (what) => {
    const emulator = await emulate();
    const { id } = (await ask(emulator, "POST", BUCKETS, s3())).body;
    await ask(emulator, "POST", REPOS, { name: "climate", bucket_nickname: "era5" });
    const { status, body, headers } = await ask(emulator, "GET", `/repos/acme/climate/${what}`);
    expect(status).toBe(501);
    expect(headers.get("x-request-id")).not.toBeNull();
    expect(body).toEqual({
      detail:
        "this is an emulator, without object storage: the repo 'climate' can't be opened, read or written. It is registered, " +
        "and relies on the BucketConfig 'era5' (s3://acme-arraylake/era5). The official client's create_repo deletes a " +
        "repo that it can't open; to have one that stays, send the POST to /orgs/acme/repos yourself, or start the emulator with --repo acme/climate=era5",
    });
    expect((await ask(emulator, "GET", "/repos/acme/climate")).body.bucket.id).toBe(id);
    expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(409);
  },
);

test("a repo that isn't there, is deleted, or is none of the sender's is not told of in that way", async () => {
  const emulator = await emulate({ orgs: ["acme", "other"], tokens: { ema_emulator: {}, ema_other: ["other"] } });
  emulator.putRepo("acme", { name: "weather", bucketId: null });
  expect((await ask(emulator, "GET", "/repos/acme/weather/open")).body.detail).toContain("relies on no BucketConfig");
  expect((await ask(emulator, "GET", "/repos/acme/weather/open", undefined, "ema_other")).status).toBe(403);
  emulator.ghostRepo("acme", "weather");
  for (const name of ["weather", "climate"])
    expect((await ask(emulator, "GET", `/repos/acme/${name}/open`)).status).toBe(404);
});

test("a deleted repo is a ghost that only shows when asked for, and still holds its bucket", async () => {
  const emulator = await emulate();
  const { id } = emulator.putBucket("acme");
  emulator.putRepo("acme", { name: "weather", bucketId: id });
  expect((await ask(emulator, "DELETE", "/orgs/acme/weather")).status).toBe(204);
  expect((await ask(emulator, "GET", "/repos/acme/weather")).status).toBe(404);
  expect((await ask(emulator, "GET", `${REPOS}/paginated`)).body.items).toEqual([]);
  const ghosts = (await ask(emulator, "GET", `${REPOS}/paginated?include_ghosts=true`)).body.items;
  expect(ghosts).toMatchObject([{ name: "weather", deleted_at: expect.any(String) }]);
  expect((await ask(emulator, "GET", `${BUCKETS}/${id}/repos`)).body).toHaveLength(1);
  expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(409);
  await ask(emulator, "DELETE", "/orgs/acme/weather?immediate=true&retain_data=true");
  expect(emulator.repos("acme")).toEqual([]);
  expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(204);
});

test("ghosts can be told not to hold their bucket, and not to be listed with it", async () => {
  const emulator = await emulate();
  const { id } = emulator.putBucket("acme");
  emulator.putRepo("acme", { name: "weather", bucketId: id });
  emulator.ghostRepo("acme", "weather");
  emulator.behave({ ghostsListed: false });
  expect((await ask(emulator, "GET", `${BUCKETS}/${id}/repos`)).body).toEqual([]);
  emulator.behave({ ghostsHoldBuckets: false });
  expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(204);
});

test("repos come in pages", async () => {
  const emulator = await emulate();
  for (let index = 0; index < 5; index++) emulator.putRepo("acme", { name: `repo-${index}`, bucketId: null });
  const { body } = await ask(emulator, "GET", `${REPOS}/paginated?page=2&size=2`);
  expect(body).toMatchObject({
    items: [{ name: "repo-2", bucket: null }, { name: "repo-3" }],
    total: 5,
    page: 2,
    size: 2,
    pages: 3,
  });
  expect((await ask(emulator, "GET", `${REPOS}/paginated?page=0`)).status).toBe(422);
  expect((await ask(emulator, "GET", `${REPOS}/paginated?size=101`)).status).toBe(422);
});
