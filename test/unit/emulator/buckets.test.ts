import { expect, test } from "vitest";
import { AWS_ROLE, ask, BUCKETS, emulate, R2_ROLE, s3 } from "./support";

const MASK = "**********";

test("a created BucketConfig comes back with its id, times and maker, and masked", async () => {
  const emulator = await emulate({ createdBy: "admin@example.com" });
  const made = await ask(emulator, "POST", BUCKETS, s3());
  expect(made.status).toBe(200);
  expect(made.body).toEqual({
    ...s3({ auth_config: { ...AWS_ROLE, shared_secret: MASK } }),
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
    updated: made.body.created,
    created_by: "admin@example.com",
    is_default: false,
    em_managed: false,
    health: null,
  });
  expect((await ask(emulator, "GET", `${BUCKETS}/${made.body.id}`)).body).toEqual(made.body);
  expect((await ask(emulator, "GET", BUCKETS)).body).toEqual([made.body]);
  expect(emulator.buckets("acme")[0]?.auth_config).toEqual(AWS_ROLE);
});

test("a setting may have any name", async () => {
  const emulator = await emulate();
  const extra_config = JSON.parse('{"region_name":"us-east-1","__proto__":"x","constructor":true}');
  const { body } = await ask(emulator, "POST", BUCKETS, s3({ extra_config }));
  expect(Object.entries(body.extra_config)).toEqual(Object.entries(extra_config));
});

test("an hmac secret comes back in full, and each of R2's three secrets masked", async () => {
  const emulator = await emulate();
  const hmac = { method: "hmac", access_key_id: "AK", secret_access_key: "SK" };
  const r2 = { region_name: "auto", endpoint_url: "https://a.r2.cloudflarestorage.com" };
  const first = await ask(emulator, "POST", BUCKETS, s3({ auth_config: hmac }));
  const second = await ask(
    emulator,
    "POST",
    BUCKETS,
    s3({ nickname: "r2-2", platform: "s3-compatible", extra_config: r2, auth_config: R2_ROLE }),
  );
  expect(first.body.auth_config).toEqual(hmac);
  expect(second.body.auth_config).toEqual({
    ...R2_ROLE,
    parent_access_key_id: MASK,
    account_api_token: MASK,
    parent_secret_access_key: null,
    duration_seconds: 3600,
  });
});

test("a secret that is masked in one answer is masked in all of them", async () => {
  const emulator = await emulate();
  const { id } = emulator.putBucket("acme", { auth_config: AWS_ROLE });
  emulator.putRepo("acme", { name: "weather", bucketId: id });
  const answers = await Promise.all([
    ask(emulator, "GET", BUCKETS),
    ask(emulator, "GET", `${BUCKETS}/${id}`),
    ask(emulator, "PATCH", `${BUCKETS}/${id}`, { nickname: "other" }),
    ask(emulator, "GET", `${BUCKETS}/${id}/repos`),
    ask(emulator, "GET", "/repos/acme/weather"),
    ask(emulator, "GET", "/orgs/acme/repos/paginated"),
  ]);
  for (const { body } of answers) {
    expect(JSON.stringify(body)).toContain(MASK);
    expect(JSON.stringify(body)).not.toContain("external-id");
  }
});

test("everything that is wrong with a body is told at once, in FastAPI's form", async () => {
  const emulator = await emulate();
  const { status, body } = await ask(emulator, "POST", BUCKETS, {
    nickname: "a",
    platform: "ftp",
    prefix: "/a b/",
    extra_config: { x: [] },
    auth_config: { method: "hmac", access_key_id: 1 },
  });
  expect(status).toBe(422);
  const entries = body.detail as { loc: string[]; msg: string; type: string }[];
  expect(entries.map(({ loc }) => loc.join("."))).toEqual([
    "body.nickname",
    "body.platform",
    "body.prefix",
    "body.prefix",
    "body.extra_config.x",
    "body.name",
    "body.auth_config.hmac.access_key_id",
    "body.auth_config.hmac.secret_access_key",
  ]);
  for (const entry of entries) expect(Object.keys(entry).sort()).toEqual(["loc", "msg", "type"]);
});

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["nothing", ""],
  ["an s3 bucket without region_name", s3({ extra_config: {} })],
  [
    "an s3-compatible bucket without endpoint_url",
    s3({ platform: "s3-compatible", auth_config: { method: "anonymous" } }),
  ],
  ["a role without its shared_secret", s3({ auth_config: { ...AWS_ROLE, shared_secret: undefined } })],
  ["a shared_secret with a letter that is not ASCII", s3({ auth_config: { ...AWS_ROLE, shared_secret: "é-secret" } })],
  ["an AWS role on gs", s3({ platform: "gs" })],
  ["bucket_policy", s3({ auth_config: { method: "bucket_policy" } })],
  ["an unknown method", s3({ auth_config: { method: "magic" } })],
  [
    "an anonymous azure bucket without storage_account",
    s3({ platform: "azure", auth_config: { method: "anonymous" } }),
  ],
])("a POST with %s is refused with 422 and changes nothing", async (_, body) => {
  const emulator = await emulate();
  expect((await ask(emulator, "POST", BUCKETS, body)).status).toBe(422);
  expect(emulator.buckets("acme")).toEqual([]);
});

test("names are read as Python reads them", async () => {
  const emulator = await emulate();
  const ok = await ask(emulator, "POST", BUCKETS, s3({ nickname: "\u3000\x1cданные_Ⅷ\x85", prefix: "\u00a0a\tb " }));
  expect([ok.body.nickname, ok.body.prefix]).toEqual(["данные_Ⅷ", "a\tb"]);
  const { status } = await ask(emulator, "POST", BUCKETS, s3({ nickname: "\ufeffabc", prefix: "" }));
  expect(status).toBe(422);
  const long = await ask(emulator, "POST", BUCKETS, s3({ nickname: "𝟘".repeat(64), prefix: "𝟘".repeat(256) }));
  expect(long.status).toBe(200);
});

test("nobody may set em_managed", async () => {
  const emulator = await emulate();
  expect((await ask(emulator, "POST", BUCKETS, s3({ em_managed: true }))).status).toBe(403);
  const { body } = await ask(emulator, "POST", BUCKETS, s3({ em_managed: false }));
  expect((await ask(emulator, "PATCH", `${BUCKETS}/${body.id}`, { em_managed: true })).status).toBe(403);
});

test("a location and a nickname are unique in their org, and only there", async () => {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  await ask(emulator, "POST", BUCKETS, s3());
  const sameNickname = await ask(emulator, "POST", BUCKETS, s3({ prefix: "else" }));
  const sameLocation = await ask(emulator, "POST", BUCKETS, s3({ nickname: "else" }));
  expect([sameNickname.status, sameNickname.body.detail]).toEqual([409, expect.stringContaining("era5")]);
  expect([sameLocation.status, sameLocation.body.detail]).toEqual([
    409,
    expect.stringContaining("s3://acme-arraylake/era5"),
  ]);
  expect((await ask(emulator, "POST", "/orgs/other/buckets", s3())).status).toBe(200);
  expect(emulator.buckets("acme")).toHaveLength(1);
});

test("a PATCH changes what it names, may leave masked secrets out, and moves the location", async () => {
  const emulator = await emulate();
  const { id } = (await ask(emulator, "POST", BUCKETS, s3())).body;
  const changes = {
    prefix: "new",
    auth_config: { method: "aws_customer_managed_role", external_role_name: "new-role" },
  };
  const { status, body } = await ask(emulator, "PATCH", `${BUCKETS}/${id}`, changes);
  expect([status, body.prefix, body.nickname]).toEqual([200, "new", "era5"]);
  expect(emulator.bucket("acme", id)?.auth_config).toEqual({ ...AWS_ROLE, external_role_name: "new-role" });
  expect((await ask(emulator, "POST", BUCKETS, s3({ nickname: "old-place" }))).status).toBe(200);
  expect((await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { prefix: "era5" })).status).toBe(409);
  expect((await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { platform: "gs" })).status).toBe(422);
});

test("while something relies on a BucketConfig, only its nickname changes and it can't be deleted", async () => {
  const emulator = await emulate();
  const { id } = emulator.putBucket("acme", { nickname: "used" });
  emulator.holdBucket("acme", id);
  expect((await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { nickname: "renamed" })).body.nickname).toBe("renamed");
  expect((await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { prefix: "p", nickname: "n-2" })).status).toBe(409);
  expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(409);
  expect((await ask(emulator, "GET", `${BUCKETS}/${id}/repos`)).body).toEqual([]);
  emulator.holdBucket("acme", id, false);
  expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(204);
  expect((await ask(emulator, "DELETE", `${BUCKETS}/${id}`)).status).toBe(404);
});

test("an org has no default until one is set, and then one at most", async () => {
  const emulator = await emulate();
  const [first, second] = [emulator.putBucket("acme"), emulator.putBucket("acme")];
  const defaults = () => emulator.buckets("acme").flatMap((row) => (row.is_default ? [row.id] : []));
  expect(defaults()).toEqual([]);
  expect((await ask(emulator, "POST", `${BUCKETS}/${first.id}/default`)).status).toBe(204);
  expect((await ask(emulator, "POST", `${BUCKETS}/${second.id}/default`)).status).toBe(204);
  expect(defaults()).toEqual([second.id]);
  expect((await ask(emulator, "GET", BUCKETS)).body.map((row: { is_default: boolean }) => row.is_default)).toEqual([
    false,
    true,
  ]);
  emulator.setDefault("acme", null);
  expect(defaults()).toEqual([]);
});

test.each([
  ["string", { detail: expect.any(String) }],
  ["list", { detail: [{ loc: ["body"], msg: expect.any(String), type: "value_error" }] }],
  ["object", { detail: { error: "conflict", message: expect.any(String) } }],
  ["html", expect.stringContaining("<html>")],
] as const)("a conflict's status can be chosen, and its detail be: %s", async (detail, shape) => {
  const emulator = await emulate({
    behaviour: { detail, locationTakenStatus: 400, nicknameTakenStatus: 422, inUseStatus: 403 },
  });
  const { id } = (await ask(emulator, "POST", BUCKETS, s3())).body;
  emulator.putRepo("acme", { name: "weather", bucketId: id });
  const answers = [
    await ask(emulator, "POST", BUCKETS, s3({ nickname: "else" })),
    await ask(emulator, "POST", BUCKETS, s3({ prefix: "else" })),
    await ask(emulator, "DELETE", `${BUCKETS}/${id}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 422, 403]);
  for (const { body } of answers) expect(body).toEqual(shape);
});

test("a row with words that nobody knows is stored and sent as it is", async () => {
  const emulator = await emulate();
  const row = emulator.putBucket("acme", {
    platform: "ipfs",
    auth_config: { method: "magic", wand: "w" },
    colour: "red",
  });
  const bare = emulator.putBucket("acme", { auth_config: null });
  expect((await ask(emulator, "GET", BUCKETS)).body).toEqual([row, bare]);
  expect((await ask(emulator, "PATCH", `${BUCKETS}/${row.id}`, { nickname: "renamed" })).body.platform).toBe("ipfs");
});

test("an id that is no uuid gets 422, and an unknown one 404", async () => {
  const emulator = await emulate();
  expect((await ask(emulator, "GET", `${BUCKETS}/era5`)).status).toBe(422);
  expect((await ask(emulator, "GET", `${BUCKETS}/00000000-0000-4000-8000-000000000000`)).status).toBe(404);
});

test("1,000 BucketConfigs are made and listed within seconds", async () => {
  const emulator = await emulate();
  const began = Date.now();
  for (let batch = 0; batch < 20; batch++)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        ask(emulator, "POST", BUCKETS, s3({ nickname: `nick-${batch}-${index}`, prefix: `p/${batch}/${index}` })),
      ),
    );
  for (let round = 0; round < 10; round++) expect((await ask(emulator, "GET", BUCKETS)).body).toHaveLength(1000);
  expect(Date.now() - began).toBeLessThan(10_000);
});
