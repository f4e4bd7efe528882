import { describe, expect, test } from "vitest";
import { isIdentified, mayRelyOn } from "../../../provider/api/answers";
import { AnswerError } from "../../../provider/api/errors";
import { answering, connect, failure } from "../helpers/connected";
import { normalForm } from "../helpers/read";
import { s3Input } from "../helpers/samples";

const ROW = {
  id: "1a2b",
  nickname: "era5",
  platform: "s3",
  name: "acme",
  prefix: "era5",
  extra_config: { region_name: "us-east-1" },
  auth_config: { method: "anonymous" },
  created: "2026-01-02T03:04:05+00:00",
  created_by: "ann@example.com",
  is_default: false,
  health: { status: "healthy", last_checked_at: null, message: null, capabilities: ["read"] },
};
/** The same, by the names that fields have here. */
const READ = {
  id: "1a2b",
  nickname: "era5",
  platform: "s3",
  name: "acme",
  prefix: "era5",
  extraConfig: { region_name: "us-east-1" },
  authConfig: { method: "anonymous" },
  createdAt: "2026-01-02T03:04:05+00:00",
  createdBy: "ann@example.com",
  isDefault: false,
  health: { status: "healthy", lastCheckedAt: undefined, message: undefined, capabilities: ["read"] },
};
const CONFIG = normalForm(s3Input(), "acme");
const REPO = { _id: "abc", name: "weather", deleted_at: null, bucket: { id: "1a2b", nickname: "era5" } };

async function clientOf(answer: unknown) {
  const { url } = await answering(200, { "content-type": "application/json" }, JSON.stringify(answer));
  return connect(url, { limits: { tries: 1, transportTries: 1, total: 5000 } }).client;
}

async function listed(...rows: unknown[]) {
  return (await clientOf(rows)).listBuckets("acme");
}

async function reposIn(...items: unknown[]) {
  return (await clientOf({ items, pages: 1 })).listRepos("acme", true);
}

describe("a BucketConfig of which a field is not as documented", () => {
  test.each<[field: string, value: unknown, name: string]>([
    ["health", "healthy", "health"],
    ["created_by", 5, "createdBy"],
    ["created", {}, "createdAt"],
    ["updated", 1767323045, "updatedAt"],
    ["extra_config", ["region_name"], "extraConfig"],
    ["auth_config", "hmac", "authConfig"],
    ["is_default", "yes", "isDefault"],
    ["prefix", 5, "prefix"],
  ])("is listed without it: %s %j", async (field, value, name) => {
    const [odd, even] = await listed({ ...ROW, [field]: value }, { ...ROW, id: "3c4d" });
    const { [name]: _, ...rest } = READ as Record<string, unknown>;
    expect(odd).toEqual({ ...rest, unreadable: [name] });
    expect(even).toEqual({ ...READ, id: "3c4d" });
  });

  test.each(["nickname", "platform", "name"])("is listed with an empty %s, and says so", async (field) => {
    const { [field]: _, ...without } = ROW as Record<string, unknown>;
    for (const row of [without, { ...ROW, [field]: null }, { ...ROW, [field]: ["x"] }])
      expect(await listed(row)).toEqual([{ ...READ, [field]: "", unreadable: [field] }]);
  });

  test("names all of them", async () => {
    const [row] = await listed({ id: "1a2b", nickname: 1, prefix: 2, health: 3 });
    expect(row?.unreadable?.toSorted()).toEqual(["health", "name", "nickname", "platform", "prefix"]);
  });

  test("keeps what can be read of its health, and of an auth config without a method", async () => {
    const health = { status: "degraded", last_checked_at: 5, message: ["x"], capabilities: {} };
    expect(await listed({ ...ROW, health, auth_config: { access_key_id: "AK" } })).toMatchObject([
      { health: { status: "degraded" }, authConfig: { method: "", accessKeyId: "AK" } },
    ]);
  });

  test("keeps every key of its settings", async () => {
    const extra_config = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const [row] = await listed({ ...ROW, extra_config });
    expect(Object.entries(row?.extraConfig ?? {})).toEqual(Object.entries(extra_config));
  });

  test("reads no field in the place of another, by whose name here it goes", async () => {
    const more = { createdAt: 5, created_at: "never", extraConfig: {}, isDefault: true, health: READ.health };
    const auth = { method: "hmac", access_key_id: "own", accessKeyId: "other" };
    for (const row of [
      { ...ROW, ...more, auth_config: auth },
      { ...more, ...ROW, auth_config: auth },
    ])
      expect(await listed(row)).toEqual([{ ...READ, authConfig: { method: "hmac", accessKeyId: "own" } }]);
  });

  test("is as documented where the service doesn't tell a field, or tells one that is new", async () => {
    const nothing = { prefix: null, extra_config: null, auth_config: null, created_by: null, is_default: null };
    const rows = [
      { ...ROW, ...nothing, health: null },
      { ...ROW, platform: "ftp", tier: 3 },
    ];
    for (const { unreadable } of await listed(...rows)) expect(unreadable).toBeUndefined();
  });
});

describe("a BucketConfig without an id that can be read", () => {
  const odd = { ...ROW, id: 5 };

  test.each([undefined, null, 5, "", "..", "a/b", "a b", "\ud800", {}])(
    "of %j is listed as unidentified",
    async (id) => {
      const [row, other] = await listed({ ...ROW, id }, ROW);
      expect(row).toMatchObject({ nickname: "era5", platform: "s3", name: "acme", unreadable: ["id"] });
      expect(isIdentified(row as { id: string })).toBe(false);
      expect(isIdentified(other as { id: string })).toBe(true);
    },
  );

  test.each([[null], [5], ["era5"], [[]], [{}]])("also where the row is %j", async (row) => {
    const rows = await listed(row, ROW);
    expect(rows.map(isIdentified)).toEqual([false, true]);
    expect(rows[0]?.unreadable).toEqual(expect.arrayContaining(["id", "nickname", "platform", "name"]));
  });

  test("is the same one in the next list, and none of the others", async () => {
    const rows = [odd, { ...odd, prefix: "gfs" }, null];
    const first = (await listed(...rows)).map(({ id }) => id);
    expect(new Set(first).size).toBe(3);
    for (const id of first) expect(id).toMatch(/^unreadable-id:[0-9a-f]{12}$/);
    expect(
      (await listed(ROW, ...rows.toReversed()))
        .map(({ id }) => id)
        .toReversed()
        .slice(0, 3),
    ).toEqual(first);
  });

  test("is no answer to a request for one", async () => {
    const client = await clientOf(odd);
    for (const answer of [client.createBucket("acme", CONFIG), client.renameBucket("acme", "1a2b", "era5")])
      expect(await failure(answer)).toBeInstanceOf(AnswerError);
  });
});

test("the answer to a creation is read though a field of it is odd", async () => {
  expect(await (await clientOf({ ...ROW, health: "new" })).createBucket("acme", CONFIG)).toMatchObject({
    id: "1a2b",
    unreadable: ["health"],
  });
});

describe("a repo of which a field is not as documented is a repo that relies on the BucketConfig", () => {
  test.each<[field: string, value: unknown, name: string]>([
    ["status", "online", "status"],
    ["description", 5, "description"],
    ["created", 5, "createdAt"],
    ["updated", 5, "updatedAt"],
    ["deleted_at", 5, "deletedAt"],
    ["_id", 5, "id"],
    ["kind", {}, "kind"],
  ])("%s %j", async (field, value, name) => {
    const odd = { ...REPO, [field]: value };
    for (const repos of [await reposIn(odd), await (await clientOf([odd])).listReposOfBucket("acme", "1a2b")]) {
      expect(repos).toMatchObject([{ name: "weather", unreadable: [name] }]);
      expect(repos.every((repo) => mayRelyOn(repo, "1a2b"))).toBe(true);
      expect(repos.some((repo) => mayRelyOn(repo, "3c4d"))).toBe(false);
    }
  });

  test.each<[_id: unknown, id: unknown, known: unknown]>([
    ["abc", "def", "abc"],
    [5, "def", "def"],
    [null, "def", "def"],
    [undefined, "def", "def"],
    ["abc", null, "abc"],
    [null, null, null],
  ])("of its two names for an id, %j and %j, one is readable", async (_id, id, known) => {
    const [repo] = await reposIn({ ...REPO, _id, id });
    expect(repo?.id).toBe(known);
    expect(repo?.unreadable).toBeUndefined();
  });

  test.each([undefined, null, 5, "", ["weather"]])("its name is %j", async (name) => {
    const [repo] = await reposIn({ ...REPO, name });
    expect(repo).toMatchObject({ name: "a repo without a readable name", bucket: REPO.bucket });
  });

  test.each([undefined, "1a2b", 5, [], {}, { id: 5 }, { nickname: "era5" }])(
    "its bucket is %j: then it may rely on any",
    async (bucket) => {
      const [repo] = await reposIn({ ...REPO, bucket });
      expect(repo).toMatchObject({ name: "weather" });
      for (const id of ["1a2b", "3c4d"]) expect(mayRelyOn(repo as object, id)).toBe(true);
    },
  );

  test.each([[null], [5], ["weather"], [[]]])("all of it is %j", async (row) => {
    const [repo] = await reposIn(row);
    expect(repo?.name).toBe("a repo without a readable name");
    expect(mayRelyOn(repo as object, "1a2b")).toBe(true);
  });

  test("but one without a BucketConfig relies on none", async () => {
    const [repo] = await reposIn({ ...REPO, bucket: null });
    expect(mayRelyOn(repo as object, "1a2b")).toBe(false);
  });
});

test.each([undefined, null, "3", -1, 0.5, {}])(
  "a page of repos is read though its number of pages is %j",
  async (pages) => {
    const client = await clientOf({ items: [REPO], pages });
    expect(await client.listRepos("acme", false)).toMatchObject([{ name: "weather" }]);
  },
);

test.each([null, {}, "[]", { items: null }, { items: {} }])("a list that is %j is no answer", async (answer) => {
  const client = await clientOf(answer);
  for (const list of [
    client.listBuckets("acme"),
    client.listReposOfBucket("acme", "1"),
    client.listRepos("acme", true),
  ])
    expect(await failure(list)).toBeInstanceOf(AnswerError);
});
