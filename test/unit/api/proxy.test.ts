import { request } from "node:http";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, emulate, failure, serve } from "../helpers/connected";

beforeEach(() => {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"])
    vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

/** A proxy that passes plain requests on, and refuses tunnels with a status; and what was asked of it. */
async function proxy(refusal = 403) {
  const asked: string[] = [];
  const { url, server } = await serve((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { method, headers } = incoming;
    const passed = request(incoming.url ?? "", { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  server.on("connect", (incoming, socket: Duplex) => {
    asked.push(`CONNECT ${incoming.url}`);
    socket.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
  });
  return { url, asked };
}

test.each(["HTTP_PROXY", "http_proxy"])("%s leads every request through the proxy", async (name) => {
  const emulator = await emulate();
  const { url, asked } = await proxy();
  vi.stubEnv(name, url);
  expect(await connect(emulator.url).client.listBuckets("acme")).toEqual([]);
  expect(asked).toEqual([`GET ${emulator.url}/orgs/acme/buckets`]);
});

test("NO_PROXY leads past it", async () => {
  const emulator = await emulate();
  const { url, asked } = await proxy();
  vi.stubEnv("HTTP_PROXY", url);
  vi.stubEnv("NO_PROXY", "example.com,127.0.0.1");
  expect(await connect(emulator.url).client.listBuckets("acme")).toEqual([]);
  expect(asked).toEqual([]);
});

test("HTTPS_PROXY is for https:// only", async () => {
  const emulator = await emulate();
  const { url, asked } = await proxy();
  vi.stubEnv("HTTPS_PROXY", url);
  expect(await connect(emulator.url).client.listBuckets("acme")).toEqual([]);
  await failure(connect("https://api.example.com").client.listBuckets("acme"));
  expect(new Set(asked)).toEqual(new Set(["CONNECT api.example.com:443"]));
});

test.each([403, 407, 502])("a proxy that refuses (%i) is named as what refuses", async (status) => {
  const { url } = await proxy(status);
  vi.stubEnv("HTTPS_PROXY", url);
  const { message } = await failure(connect("https://api.example.com").client.listBuckets("acme"));
  expect(message).toContain(`the proxy answered ${status}`);
  expect(message).toMatch(/HTTPS_PROXY.*NO_PROXY/);
});

test("a proxy that isn't there is told as a refused connection", async () => {
  const { url, server } = await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  vi.stubEnv("HTTPS_PROXY", url);
  const { message } = await failure(connect("https://api.example.com").client.listBuckets("acme"));
  expect(message).toContain("the connection was refused");
  expect(message).toContain("HTTPS_PROXY");
});
