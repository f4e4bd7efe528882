import { getEventListeners } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type ReceivedAnswer,
  type SentRequest,
  type Transport,
  undiciTransport,
} from "../../../provider/api/transport";
import { answering, failure, serve } from "../helpers/connected";
import { serveSockets } from "../helpers/sockets";

const NEVER = new AbortController().signal;

function transportTo(serviceUri: string, connectTimeout = 5000): Transport {
  const transport = undiciTransport({ serviceUri, connectTimeout, env: {} });
  onTestFinished(() => transport.close());
  return transport;
}

function get(url: string, more: Partial<SentRequest> = {}): SentRequest {
  return { method: "GET", url, headers: {}, body: undefined, ...more };
}

async function bytesOf({ body }: ReceivedAnswer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("a request", () => {
  interface Seen {
    line: string;
    headers: IncomingHttpHeaders;
    body: string;
  }

  async function seen(more: Partial<SentRequest>): Promise<Seen> {
    const requests: Seen[] = [];
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        requests.push({
          line: `${request.method} ${request.url}`,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        response.end();
      });
    });
    await bytesOf(await transportTo(url).exchange(get(`${url}/a%2Fb/c?page=1`, more), NEVER));
    expect(requests).toHaveLength(1);
    return requests[0] as Seen;
  }

  test("goes out as it is given, with no header of the transport's own but what HTTP needs", async () => {
    const headers = { "x-one": "1", accept: "application/vnd.earthmover+json" };
    expect(await seen({ headers })).toEqual({
      line: "GET /a%2Fb/c?page=1",
      headers: { ...headers, host: expect.stringMatching(/^127\.0\.0\.1:\d+$/), connection: "keep-alive" },
      body: "",
    });
  });

  test("has its body in UTF-8", async () => {
    const body = JSON.stringify({ nickname: "Übersicht 🌍" });
    const { line, headers, body: came } = await seen({ method: "POST", body });
    expect(line).toBe("POST /a%2Fb/c?page=1");
    expect(headers["content-length"]).toBe(String(Buffer.byteLength(body)));
    expect(came).toBe(body);
  });

  test.each(["POST", "PATCH", "DELETE"])("without a body has none: %s", async (method) => {
    const { headers, body } = await seen({ method });
    expect(headers["content-type"]).toBeUndefined();
    expect(headers["transfer-encoding"]).toBeUndefined();
    expect(headers["content-length"] ?? "0").toBe("0");
    expect(body).toBe("");
  });
});

describe("an answer", () => {
  test.each([200, 204, 302, 307, 401, 407, 429, 500, 503])("of any status is one: %i", async (status) => {
    const { url, seen } = await answering(status, { location: "/elsewhere" }, status === 204 ? "" : "words");
    const answer = await transportTo(url).exchange(get(url), NEVER);
    expect(answer.status).toBe(status);
    expect((await bytesOf(answer)).toString()).toBe(status === 204 ? "" : "words");
    expect(seen.map((request) => request.url)).toEqual(["/"]);
  });

  test("has its headers by names in lower case, and joins those that came several times", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, ["X-Request-ID", "7f3a", "X-Arraylake-Warning", "one", "x-arraylake-WARNING", "two"]);
      response.end();
    });
    const { headers } = await transportTo(url).exchange(get(url), NEVER);
    expect(headers).toMatchObject({ "x-request-id": "7f3a", "x-arraylake-warning": "one, two" });
    expect(headers["x-deprecation-warning"]).toBeUndefined();
  });

  test("has its bytes as they came: a compressed body stays compressed", async () => {
    const zipped = gzipSync("[]");
    const { url } = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(zipped));
    const answer = await transportTo(url).exchange(get(url), NEVER);
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(await bytesOf(answer)).toEqual(zipped);
  });

  test("is here with its headers, and its body comes as it is read, however long it is", async () => {
    const part = Buffer.alloc(1_000_000, "x");
    let finish = () => {};
    const { url } = await serve((_, response) => {
      response.write(part);
      finish = () => response.end(part);
    });
    const answer = await transportTo(url).exchange(get(url), NEVER);
    finish();
    expect((await bytesOf(answer)).length).toBe(2_000_000);
  });

  test("whose reader has enough of it ends its connection", async () => {
    const { url, server } = await serve((_, response) => {
      response.on("error", () => {});
      const more = () => void (response.destroyed || response.write(Buffer.alloc(100_000), more));
      more();
    });
    const closed = new Promise((resolve) => server.on("connection", (socket) => socket.on("close", resolve)));
    for await (const chunk of (await transportTo(url).exchange(get(url), NEVER)).body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await closed;
  });
});

describe("a failure on the way is an error", () => {
  test("when the connection breaks before an answer", async () => {
    const { url } = await serve((request) => request.socket.destroy());
    expect(await failure(transportTo(url).exchange(get(url), NEVER))).toMatchObject({ code: "UND_ERR_SOCKET" });
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["a body of known length", (response) => response.writeHead(200, { "content-length": 10 }).write("half")],
    ["a body of unknown length", (response) => response.writeHead(200).write("half")],
  ])("when it breaks in %s, while that is read", async (_, begin) => {
    const { url } = await serve((_request, response) => {
      begin(response);
      setTimeout(() => response.socket?.resetAndDestroy(), 50);
    });
    const answer = await transportTo(url).exchange(get(url), NEVER);
    expect(answer.status).toBe(200);
    expect(await failure(bytesOf(answer))).toBeInstanceOf(Error);
  });

  test("that only a reader hears: a body that nobody reads may break", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200).write("half");
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    });
    const answer = await transportTo(url).exchange(get(url), NEVER);
    // An error that nobody took would end this test's process.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await failure(bytesOf(answer))).toBeInstanceOf(Error);
  });

  test("when it takes too long to connect", async () => {
    const { host } = await serveSockets(() => {});
    const url = `https://${host}`;
    const start = performance.now();
    expect(await failure(transportTo(url, 200).exchange(get(url), NEVER))).toMatchObject({
      code: "UND_ERR_CONNECT_TIMEOUT",
    });
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

test("of a request that is over nothing is left that listens to its signal", async () => {
  const { url } = await serve((_, response) => void response.end("{}"));
  const late = new AbortController();
  await bytesOf(await transportTo(url).exchange(get(url), late.signal));
  await vi.waitFor(() => expect(getEventListeners(late.signal, "abort")).toEqual([]));
});

describe("an abort ends the wait, with the signal's reason,", () => {
  const reason = new DOMException("no answer in time", "TimeoutError");

  test("before anything is sent, or a connection made", async () => {
    const { host, sockets } = await serveSockets(() => {});
    const url = `https://${host}`;
    expect(await failure(transportTo(url).exchange(get(url), AbortSignal.abort(reason)))).toBe(reason);
    expect(sockets).toEqual([]);
  });

  test("while a connection is made", async () => {
    const { host, sockets } = await serveSockets(() => {});
    const url = `https://${host}`;
    const late = new AbortController();
    const lost = failure(transportTo(url, 20_000).exchange(get(url), late.signal));
    await vi.waitFor(() => expect(sockets).toHaveLength(1));
    const start = performance.now();
    late.abort(reason);
    expect(await lost).toBe(reason);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test("before an answer, and its connection with it", async () => {
    const requests: IncomingMessage[] = [];
    const { url } = await serve((request) => void requests.push(request));
    const late = new AbortController();
    const lost = failure(transportTo(url).exchange(get(url), late.signal));
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    late.abort(reason);
    expect(await lost).toBe(reason);
    await vi.waitFor(() => expect(requests[0]?.socket.destroyed).toBe(true));
  });

  test("in the middle of a body", async () => {
    const { url } = await serve((_, response) => void response.writeHead(200).write("half"));
    const late = new AbortController();
    const answer = await transportTo(url).exchange(get(url), late.signal);
    const read: string[] = [];
    const reading = (async () => {
      for await (const chunk of answer.body) {
        read.push(Buffer.from(chunk).toString());
        late.abort(reason);
      }
    })();
    expect(await failure(reading)).toBe(reason);
    expect(read).toEqual(["half"]);
  });

  test("between the answer and its body", async () => {
    const { url } = await serve((_, response) => void response.writeHead(200).write("half"));
    const late = new AbortController();
    const answer = await transportTo(url).exchange(get(url), late.signal);
    late.abort(reason);
    expect(await failure(bytesOf(answer))).toBe(reason);
  });
});

describe("connections", () => {
  test("are kept for later requests: any number, one after the other, go over two at most", async () => {
    let connections = 0;
    const { url, server } = await serve((_, response) => response.end("[]"));
    server.on("connection", () => connections++);
    const transport = transportTo(url);
    for (let call = 0; call < 20; call++) await bytesOf(await transport.exchange(get(url), NEVER));
    expect(connections).toBeLessThanOrEqual(2);
  });

  test("are as many as there are requests at once", async () => {
    const held: ServerResponse[] = [];
    const { url } = await serve((_, response) => void held.push(response));
    const transport = transportTo(url);
    const answers = Array.from({ length: 100 }, async (_, index) =>
      (await bytesOf(await transport.exchange(get(`${url}/${index}`), NEVER))).toString(),
    );
    await vi.waitFor(() => expect(held).toHaveLength(100), { timeout: 10_000 });
    for (const response of held) response.end(response.req.url);
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 100 }, (_, index) => `/${index}`));
  });

  test("end with the transport, idle or not, and what is under way fails", async () => {
    const held: ServerResponse[] = [];
    const { url, server } = await serve((request, response) => {
      if (request.url === "/held") held.push(response);
      else response.end();
    });
    const transport = transportTo(url);
    await Promise.all([1, 2].map(async () => bytesOf(await transport.exchange(get(url), NEVER))));
    const lost = failure(transport.exchange(get(`${url}/held`), NEVER));
    await vi.waitFor(() => expect(held).toHaveLength(1));
    await transport.close();
    expect(await lost).toBeInstanceOf(Error);
    await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(0));
    expect(await failure(transport.exchange(get(url), NEVER))).toBeInstanceOf(Error);
  });

  test("that were never needed need no end", async () => {
    await expect(undiciTransport({ serviceUri: "http://localhost", connectTimeout: 1, env: {} }).close()).resolves.toBe(
      undefined,
    );
  });
});

function connectionsOf(server: Awaited<ReturnType<typeof serve>>["server"]): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
