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

  test("have undefined where a field can't be read", async () => {
    const session = await sessionWith([], [{ _id: 5, name: "odd", status: "online", description: {}, deleted_at: 3 }]);
    expect(await findRepos(session, {})).toEqual([{ org: "acme", name: "odd" }]);
  });
});
