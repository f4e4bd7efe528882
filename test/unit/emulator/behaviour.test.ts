import { type IncomingMessage, request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import { ask, BUCKETS, emulate, s3 } from "./support";

const REPOS = "/orgs/acme/repos";

/** The names in a list of the service: nicknames of BucketConfigs, or names of repos. */
async function names(emulator: Emulator, path: string): Promise<string[]> {
  const { body } = await ask(emulator, "GET", path);
  return (body.items ?? body).map((row: { nickname?: string; name: string }) => row.nickname ?? row.name);
}

describe("lists that are behind", () => {
  const MINUTE = 60_000;
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

  test("show what was there so long ago, while all else shows what is", async () => {
    const emulator = await emulate();
    const old = (await ask(emulator, "POST", BUCKETS, s3({ nickname: "old", prefix: "old" }))).body;
    const gone = emulator.putBucket("acme", { nickname: "gone" });
    emulator.putRepo("acme", { name: "weather", bucketId: old.id });
    pass(2 * MINUTE);
    emulator.behave({ listLagMs: MINUTE });
    expect(await names(emulator, BUCKETS)).toEqual(["old", "gone"]);

    emulator.behave({ listLagMs: 10 * MINUTE });
    expect(await names(emulator, BUCKETS)).toEqual([]);
    expect(await names(emulator, `${REPOS}/paginated`)).toEqual([]);
    expect(await names(emulator, `${BUCKETS}/${old.id}/repos`)).toEqual([]);
    expect((await ask(emulator, "GET", `${BUCKETS}/${old.id}`)).body.nickname).toBe("old");
    expect((await ask(emulator, "POST", BUCKETS, s3({ nickname: "twin", prefix: "old" }))).status).toBe(409);

    emulator.behave({ listLagMs: MINUTE });
    await ask(emulator, "POST", BUCKETS, s3({ nickname: "new", prefix: "new" }));
    await ask(emulator, "PATCH", `${BUCKETS}/${old.id}`, { nickname: "renamed" });
    await ask(emulator, "POST", `${BUCKETS}/${old.id}/default`);
    await ask(emulator, "DELETE", `${BUCKETS}/${gone.id}`);
    await ask(emulator, "POST", REPOS, { name: "gfs", bucket_nickname: "renamed" });
    await ask(emulator, "DELETE", "/orgs/acme/weather?immediate=true");
    expect((await names(emulator, BUCKETS)).toSorted()).toEqual(["gone", "old"]);
    expect((await ask(emulator, "GET", BUCKETS)).body.some((row: { is_default: boolean }) => row.is_default)).toBe(
      false,
    );
    expect(await names(emulator, `${BUCKETS}/${old.id}/repos`)).toEqual(["weather"]);
    const [repo] = (await ask(emulator, "GET", `${REPOS}/paginated`)).body.items;
    expect(repo).toMatchObject({ name: "weather", bucket: { nickname: "old" } });

    pass(MINUTE + 1);
    expect((await names(emulator, BUCKETS)).toSorted()).toEqual(["new", "renamed"]);
    expect(await names(emulator, `${BUCKETS}/${old.id}/repos`)).toEqual(["gfs"]);
    expect(await names(emulator, `${REPOS}/paginated`)).toEqual(["gfs"]);
  });

  test("are as they are where nothing is said of a lag", async () => {
    const emulator = await emulate();
    await ask(emulator, "POST", BUCKETS, s3());
    expect(await names(emulator, BUCKETS)).toEqual(["era5"]);
  });
});

describe("answers in gzip", () => {
  /** An answer as it comes over the wire, to a client that asks for no encoding. */
  async function raw(emulator: Emulator, path: string, method = "GET"): Promise<[string | undefined, Buffer]> {
    const options = { port: emulator.port, path, method, headers: { authorization: `Bearer ${emulator.token}` } };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(options, resolve).on("error", reject).end();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return [response.headers["content-encoding"], Buffer.concat(chunks)];
  }

  test("come to those who ask for them and to those who don't, refusals and faults too", async () => {
    const emulator = await emulate({ behaviour: { gzip: true } });
    emulator.putBucket("acme", { nickname: "era5" });
    expect(await names(emulator, BUCKETS)).toEqual(["era5"]);
    const [encoding, body] = await raw(emulator, BUCKETS);
    expect([encoding, JSON.parse(gunzipSync(body).toString())]).toEqual([
      "gzip",
      [expect.objectContaining({ nickname: "era5" })],
    ]);
    expect((await ask(emulator, "GET", "/orgs/other/buckets")).body.detail).toContain("other");
    expect((await raw(emulator, "/orgs/other/buckets"))[0]).toBe("gzip");
    emulator.fail({ kind: "status", status: 503 });
    emulator.fail({ kind: "garbage", body: "no json" });
    expect((await raw(emulator, BUCKETS))[0]).toBe("gzip");
    expect(gunzipSync((await raw(emulator, BUCKETS))[1]).toString()).toBe("no json");
  });

  test("that are cut off are cut off in their gzip", async () => {
    const emulator = await emulate({ behaviour: { gzip: true } });
    emulator.fail({ kind: "cut-off" });
    await expect(ask(emulator, "GET", BUCKETS)).rejects.toThrow();
  });

  test("are not those without a body, nor the emulator's own", async () => {
    const emulator = await emulate({ behaviour: { gzip: true } });
    for (const emptyAnswer of ["no-content", "nothing"] as const) {
      emulator.behave({ emptyAnswer });
      const { id } = emulator.putBucket("acme");
      expect(await raw(emulator, `${BUCKETS}/${id}`, "DELETE")).toEqual([undefined, Buffer.from("")]);
    }
    expect((await raw(emulator, "/_emulator/reset"))[0]).toBeUndefined();
  });

  test("are none by default", async () => {
    expect((await raw(await emulate(), "/user"))[0]).toBeUndefined();
  });
});
