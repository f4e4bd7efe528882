import { describe, expect, test } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import { findBucketConfig, findBucketConfigs, findRepos } from "../../../provider/lifecycle/lookups";
import { emulate, failure } from "../helpers/connected";
import { METHODS, SECRETS } from "../helpers/samples";
import { openSession } from "../helpers/sessions";

const LAB = { id: "1a2b", nickname: "lab", ...METHODS.hmac.wire };
const ERA5 = { id: "3c4d", nickname: "era5", ...METHODS.aws_customer_managed_role.wire };

/** A session with an organisation of which the service says this. */
async function sessionWith(buckets: unknown[], repos: unknown[] = []) {
  const emulator: Emulator = await emulate();
  const says = (path: string, body: unknown) =>
    emulator.fail({ kind: "status", status: 200, path, body, times: "always" });
  says("/orgs/acme/buckets", buckets);
  says("/orgs/acme/repos/paginated", { items: repos, pages: 1 });
  return openSession(emulator).session;
}

const R2 = { id: "9c0d", nickname: "tiles", ...METHODS.r2_customer_managed_role.wire };
const OPEN = { id: "5e6f", nickname: "open", ...METHODS["anonymous on azure"].wire };

describe("a BucketConfig", () => {
  test("is shown with all that the service says of it, but its secrets", async () => {
    const said = {
      created: "2026-01-01T00:00:00+00:00",
      created_by: "ada@acme.example.com",
      updated: "2026-01-02T00:00:00+00:00",
      is_default: true,
      health: { status: "healthy", last_checked_at: "2026-01-03", message: "fine", capabilities: ["read", "list"] },
    };
    expect(await findBucketConfigs(await sessionWith([{ ...R2, ...said }]), {})).toStrictEqual([
      {
        org: "acme",
        id: "9c0d",
        nickname: "tiles",
        uri: "s3-compatible://acme-r2/tiles",
        platform: "s3-compatible",
        name: "acme-r2",
        prefix: "tiles",
        extraConfig: { endpointUrl: "https://0123.r2.cloudflarestorage.com", regionName: "auto" },
        authConfig: { method: "r2_customer_managed_role", externalAccountId: "0123", durationSeconds: 900 },
        isDefault: true,
        health: { status: "healthy", lastCheckedAt: "2026-01-03", message: "fine", capabilities: ["read", "list"] },
        createdAt: "2026-01-01T00:00:00+00:00",
        createdBy: "ada@acme.example.com",
        updatedAt: "2026-01-02T00:00:00+00:00",
      },
    ]);
  });

  test("has empty or undefined values where the service says nothing", async () => {
    const unsaid = { prefix: null, extra_config: null, auth_config: null, created: null, created_by: null };
    const row = { ...LAB, ...unsaid, updated: null, is_default: null };
    const silent = { status: null, last_checked_at: null, message: null, capabilities: null };
    const session = await sessionWith([
      { ...row, health: null },
      { ...row, id: "7a8b", nickname: "silent", health: silent },
    ]);
    const [bare, checked] = await findBucketConfigs(session, {});
    expect(bare).toStrictEqual({
      org: "acme",
      id: "1a2b",
      nickname: "lab",
      uri: "minio://lab-bucket",
      platform: "minio",
      name: "lab-bucket",
      prefix: "",
      extraConfig: {},
      authConfig: { method: "" },
      isDefault: false,
      health: undefined,
      createdAt: undefined,
      createdBy: undefined,
      updatedAt: undefined,
    });
    expect(checked?.health).toStrictEqual({
      status: undefined,
      lastCheckedAt: undefined,
      message: undefined,
      capabilities: [],
    });
  });

  test.each([
    ["its nickname", { nickname: "lab" }, "1a2b"],
    ["its id", { id: "3c4d" }, "3c4d"],
    ["its uri", { uri: "minio://lab-bucket/raw" }, "1a2b"],
    ["its uri in another spelling", { uri: "az://open-data" }, "5e6f"],
    ["s3://, where it has an endpoint", { uri: "s3://acme-r2/tiles" }, "9c0d"],
    ["a word with whitespace around it", { nickname: " lab\n" }, "1a2b"],
    ["its organisation with whitespace around it", { org: " acme ", nickname: "lab" }, "1a2b"],
  ])("is found by %s", async (_, args, id) => {
    const session = await sessionWith([R2, ERA5, LAB, OPEN]);
    expect(await findBucketConfig(session, args)).toMatchObject({ id });
  });

  test.each([
    "s3://acme-arraylake",
    "s3://acme-arraylake/era5/raw",
    "minio://acme-arraylake/era5",
    "acme-arraylake/era5",
  ])("of s3://acme-arraylake/era5 is not found by %s", async (uri) => {
    const error = await failure(findBucketConfig(await sessionWith([ERA5]), { uri }));
    expect(error.message).toContain(`No BucketConfig of 'acme' has the uri '${uri}'`);
  });

  test("is not looked for in what can't be an organisation", async () => {
    const error = await failure(findBucketConfigs(await sessionWith([]), { org: "../other" }));
    expect(error.message).toMatch(/^org must be an organisation's name, .*; not '\.\.\/other'\.$/);
  });
});

describe("the words of a health check", () => {
  const { accessKeyId, secretAccessKey } = SECRETS;
  const odd = "\u0007\u202e";

  test("have no secret of the BucketConfig in them, and are on one line", async () => {
    const health = {
      status: `denied ${accessKeyId}\n`,
      last_checked_at: `\nat ${secretAccessKey}`,
      message: ` GET failed:\r\n\tkey ${accessKeyId},${odd} secret ${secretAccessKey}\u2028`,
      capabilities: ["read\n", secretAccessKey],
    };
    const [config] = await findBucketConfigs(await sessionWith([{ ...LAB, health }]), {});
    expect(config?.health).toEqual({
      status: "denied [secret]",
      lastCheckedAt: "at [secret]",
      message: "GET failed: key [secret], secret [secret]",
      capabilities: ["read", "[secret]"],
    });
  });

  test("have no secret of another one in them either, nor one of a method that is not known yet", async () => {
    const later = {
      ...ERA5,
      auth_config: { method: "oidc", private_key: "pk-0007", external_role_name: "arraylake-role" },
    };
    const health = { status: "unhealthy", message: `${secretAccessKey}, pk-0007 of arraylake-role, by oidc` };
    const [config] = await findBucketConfigs(await sessionWith([{ ...later, health }, LAB]), {});
    expect(config?.health?.message).toBe("[secret], [secret] of arraylake-role, by oidc");
  });

  test("are told where an auth config holds what is no text", async () => {
    const auth_config = { method: "oidc", ttl: 900, scopes: ["read"], audience: null, private_key: "pk-0007" };
    const health = { status: "healthy", message: "pk-0007 for 900 seconds" };
    const [config] = await findBucketConfigs(await sessionWith([{ ...LAB, auth_config, health }]), {});
    expect(config?.health?.message).toBe("[secret] for 900 seconds");
  });

  test("are not changed by what the service masks", async () => {
    const masked = { ...ERA5, auth_config: { ...ERA5.auth_config, shared_secret: "**********" } };
    const [config] = await findBucketConfigs(
      await sessionWith([{ ...masked, health: { status: "healthy", message: "********** (10 stars)" } }]),
      {},
    );
    expect(config?.health?.message).toBe("********** (10 stars)");
  });
});

describe("rows that can't be read as a whole", () => {
  test("are found with what can be read of them", async () => {
    const session = await sessionWith([ERA5, { ...LAB, id: 5, health: "healthy" }, { id: "5e6f" }, null]);
    expect((await findBucketConfigs(session, {})).map(({ id, nickname, uri }) => [id, nickname, uri])).toEqual([
      ["5e6f", "", ""],
      ["", "", ""],
      ["3c4d", "era5", "s3://acme-arraylake/era5"],
      ["", "lab", "minio://lab-bucket/raw"],
    ]);
    expect(await findBucketConfig(session, { nickname: "lab" })).toMatchObject({ id: "", health: undefined });
    expect(await findBucketConfig(session, { id: "5e6f" })).toMatchObject({ nickname: "", platform: "" });
  });

  test.each([{ id: "7a8b" }, { nickname: "gfs" }, { uri: "s3://elsewhere" }])(
    "may be the one that %j means, and a look-up that finds none says so",
    async (key) => {
      const whole = await sessionWith([ERA5]);
      expect((await failure(findBucketConfig(whole, key))).message).toMatch(/There are: era5 \(s3:\/\/\S+\)\.$/);
      const odd = await sessionWith([ERA5, null, { ...LAB, prefix: 5 }]);
      const { message } = await failure(findBucketConfig(odd, key));
      const hidden = "uri" in key ? 2 : 1;
      expect(message).toContain(`Arraylake's answer has no readable ${Object.keys(key)[0]} for ${hidden} of them`);
    },
  );

  test.each(["platform", "name", "prefix"])("have no uri where their %s is what can't be read", async (field) => {
    const [config] = await findBucketConfigs(await sessionWith([{ ...LAB, [field]: 5 }]), {});
    expect(config).toMatchObject({ id: "1a2b", nickname: "lab", uri: "", [field]: "" });
  });

  test("are not found by an empty word, nor by the rest of their location", async () => {
    const session = await sessionWith([{ id: "5e6f" }, { ...LAB, id: null, prefix: 5 }]);
    for (const key of [{ id: "" }, { nickname: " " }, { uri: "" }, { uri: "minio://lab-bucket" }])
      expect((await failure(findBucketConfig(session, key))).message).toContain("No BucketConfig of 'acme' has");
  });
});

describe("repos", () => {
  const on = (id: string) => ({ _id: `of-${id}`, name: `repo-on-${id}`, bucket: { id, nickname: "era5" } });

  test("of one BucketConfig are those that rely on it, and those of which nobody can tell", async () => {
    const repos = [
      on("1a2b"),
      on("3c4d"),
      { name: "untold" },
      { name: 5, bucket: "3c4d" },
      { name: "none", bucket: null },
    ];
    const session = await sessionWith([], repos);
    expect((await findRepos(session, { bucketConfigId: "3c4d" })).map(({ name }) => name)).toEqual([
      "a repo without a readable name",
      "repo-on-3c4d",
      "untold",
    ]);
    expect(await findRepos(session, {})).toHaveLength(5);
  });

  test("are shown with all that the service says of them", async () => {
    const repo = {
      _id: "65f0c0ffee65f0c0ffee65f0",
      id: "an-older-id",
      name: "climate",
      kind: "icechunk",
      prefix: "abcd-climate",
      description: "Air and sea",
      visibility: "PRIVATE",
      status: { mode: "maintenance" },
      bucket: { id: "3c4d", nickname: "era5" },
      created: "2026-01-01T00:00:00+00:00",
      updated: "2026-01-02T00:00:00+00:00",
      deleted_at: "2026-01-03T00:00:00+00:00",
    };
    expect(await findRepos(await sessionWith([], [repo]), {})).toStrictEqual([
      {
        org: "acme",
        id: "65f0c0ffee65f0c0ffee65f0",
        name: "climate",
        kind: "icechunk",
        prefix: "abcd-climate",
        description: "Air and sea",
        visibility: "PRIVATE",
        mode: "maintenance",
        bucketConfigId: "3c4d",
        bucketConfigNickname: "era5",
        createdAt: "2026-01-01T00:00:00+00:00",
        updatedAt: "2026-01-02T00:00:00+00:00",
        deletedAt: "2026-01-03T00:00:00+00:00",
      },
    ]);
  });

  test("have undefined where the service says nothing, and an id by either of its names", async () => {
    const unsaid = { kind: null, prefix: null, description: null, visibility: null, bucket: null, deleted_at: null };
    const repos = [
      { ...unsaid, name: "a", status: null, created: null, updated: null, _id: null, id: "by-its-other-name" },
      { ...unsaid, name: "b", status: { mode: null }, bucket: { id: "3c4d", nickname: null }, id: null },
    ];
    expect(await findRepos(await sessionWith([], repos), {})).toEqual([
      { org: "acme", id: "by-its-other-name", name: "a" },
      { org: "acme", name: "b", bucketConfigId: "3c4d" },
    ]);
  });

  test("of one name stay in the service's order, as a deleted one and that in its stead", async () => {
    const repos = ["first", "second", "third"].map((_id) => ({ _id, name: "climate" }));
    const found = await findRepos(await sessionWith([], [...repos, { _id: "other", name: "air" }]), {});
    expect(found.map(({ id }) => id)).toEqual(["other", "first", "second", "third"]);
  });

  test("have undefined where a field can't be read", async () => {
    const session = await sessionWith([], [{ _id: 5, name: "odd", status: "online", description: {}, deleted_at: 3 }]);
    expect(await findRepos(session, {})).toEqual([{ org: "acme", name: "odd" }]);
  });
});

test("what the service says of health holds neither the token nor a secret that this run declares", async () => {
  const message = "probe with Bearer ema_emulator was refused for shared-secret-0003";
  const session = await sessionWith([{ ...LAB, health: { status: "error", message } }]);
  session.conceal({ authConfig: { sharedSecret: "shared-secret-0003" } });
  const [found] = await findBucketConfigs(session, {});
  expect(found?.health?.message).toBe("probe with Bearer [secret] was refused for [secret]");
});

test("a uri that is not found is not shown where it may hold credentials, and else on one line", async () => {
  const session = await sessionWith([]);
  const { message } = await failure(findBucketConfig(session, { uri: "s3://AKIA0001:hunter2@bucket" }));
  expect(message).toMatch(/has the uri that\./);
  const odd = await failure(findBucketConfig(session, { uri: "s3://no\u001b[2J/where" }));
  expect(odd.message).toContain("has the uri 's3://no\ufffd[2J/where'.");
});
