import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readBody } from "../../../provider/api/body";
import { AnswerError } from "../../../provider/api/errors";
import { bytes, inRealTime } from "../helpers/clock";
import { connect, failure, serve } from "../helpers/connected";

const ROWS = [{ id: "1", nickname: "era5", platform: "gs", name: "acme" }];
const TEXT = Buffer.from(JSON.stringify(ROWS));
const MIB = 1024 * 1024;
const ONCE = { tries: 1, transportTries: 1, total: 20_000 };

/** What a client makes of a service's list. */
async function listed(status: number, encoding: string | undefined, body: Buffer) {
  const { url } = await serve((_, response) => {
    response.writeHead(status, encoding === undefined ? {} : { "content-encoding": encoding }).end(body);
  });
  return connect(url, { ...inRealTime(url), limits: ONCE }).client.listBuckets("acme");
}

describe("a body is read", () => {
  test.each<[string, string | undefined, Buffer]>([
    ["as it is", undefined, TEXT],
    ["as it is, and said to be", "identity", TEXT],
    ["from gzip, which was asked for", "gzip", gzipSync(TEXT)],
    ["from gzip in capitals", "GZIP", gzipSync(TEXT)],
    ["from gzip by its old name", "x-gzip", gzipSync(TEXT)],
    ["from deflate, which nobody asked for", "deflate", deflateSync(TEXT)],
    ["from brotli, which nobody asked for", "br", brotliCompressSync(TEXT)],
    ["from zstd, which nobody asked for", "zstd", zstdCompressSync(TEXT)],
    ["from what was packed twice", "deflate, gzip", gzipSync(deflateSync(TEXT))],
  ])("%s", async (_, encoding, body) => {
    expect(await listed(200, encoding, body)).toEqual(ROWS);
  });

  test("in gzip where the service can: that is all that is asked for", async () => {
    const asked: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      asked.push(request.headers["accept-encoding"]?.toString());
      response.end("[]");
    });
    await connect(url, inRealTime(url)).client.listBuckets("acme");
    expect(asked).toEqual(["gzip"]);
  });

  test("with characters that came in two parts", async () => {
    const text = Buffer.from("ü");
    const body = bytes([text.subarray(0, 1), text.subarray(1)]);
    expect(await readBody({ status: 200, headers: {}, body })).toBe("ü");
  });
});

/** A few kilobytes that unpack to more than any answer can have. */
function bomb(): Buffer {
  const packed = gzipSync(Buffer.alloc(MIB));
  return Buffer.concat(Array.from({ length: 129 }, () => packed));
}

describe("an answer is refused", () => {
  test.each<[string, string, Buffer, string]>([
    ["that says it is gzip, and isn't", "gzip", TEXT, "a body that can't be unpacked"],
    ["that is cut off in its gzip", "gzip", gzipSync(TEXT).subarray(0, 20), "a body that can't be unpacked"],
    ["that unpacks to more than any answer can have", "gzip", bomb(), "a body that can't be unpacked"],
    ["that is packed as nobody knows", "compress", TEXT, "a body packed in a way that it was not asked for"],
    ["that is packed as an object's own word", "constructor", TEXT, "a body packed in a way that it was not asked for"],
  ])("%s", async (_, encoding, body, what) => {
    const error = await failure(listed(200, encoding, body));
    expect(error).toBeInstanceOf(AnswerError);
    expect(error.message).toContain(`Arraylake answered GET /orgs/acme/buckets with ${what}. Check that`);
  });

  test("with what failed below as its cause", async () => {
    const error = await failure(listed(200, "gzip", TEXT));
    expect(error).toMatchObject({ cause: { cause: { code: "Z_DATA_ERROR" } } });
  });

  test("that is larger than any answer can be", async () => {
    let sent = 0;
    const chunk = Buffer.alloc(MIB);
    async function* endless() {
      for (;;) {
        sent++;
        yield chunk;
      }
    }
    await expect(readBody({ status: 200, headers: {}, body: endless() })).rejects.toThrow(
      "a body of more than 128 MiB",
    );
    expect(sent).toBe(129);
  });
});

describe("of an answer that says no, the beginning is enough", () => {
  test("where it is endless", async () => {
    async function* endless() {
      for (;;) yield Buffer.alloc(64 * 1024, "x");
    }
    expect(await readBody({ status: 500, headers: {}, body: endless() })).toHaveLength(256 * 1024);
  });

  test.each<[string, string | undefined, Buffer]>([
    ["says it is gzip, and isn't", "gzip", TEXT],
    ["unpacks to more than any answer can have", "gzip", bomb()],
    ["is packed as nobody knows", "compress", TEXT],
  ])("and none where it %s: the status still tells", async (_, encoding, body) => {
    expect((await failure(listed(403, encoding, body))).message).toMatch(
      /^Arraylake answered 403 to GET \/orgs\/acme\/buckets\. The token/,
    );
  });

  test("and it is unpacked", async () => {
    const said = gzipSync(JSON.stringify({ detail: "admins only" }));
    expect((await failure(listed(403, "gzip", said))).message).toContain("buckets: admins only.");
  });
});
