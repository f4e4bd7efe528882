import { type IncomingMessage, request } from "node:http";
import { expect, test } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import { emulate } from "./support";

/** What a browser shows to a page whose host's name leads to this machine. */
async function askedAs(emulator: Emulator, host: string, path = "/"): Promise<[number | undefined, string]> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port: emulator.port, host: "127.0.0.1", path, headers: { host } }, resolve).on("error", reject).end();
  });
  let body = "";
  for await (const chunk of response) body += chunk;
  return [response.statusCode, body];
}

test.each(["localhost:8090", "LocalHost", "127.0.0.1", "127.9.9.9:80", "[::1]:8090"])(
  "it answers to %s",
  async (host) => {
    expect((await askedAs(await emulate(), host))[0]).toBe(200);
  },
);

test.each([
  "evil.example",
  "evil.example:8090",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "10.0.0.1",
  "[::2]",
])("it does not answer to %s, since a web page could have that name lead here", async (host) => {
  const emulator = await emulate();
  for (const path of ["/", "/user", "/_emulator/reset"]) {
    const [status, body] = await askedAs(emulator, host, path);
    expect(status).toBe(421);
    expect(body).toMatch(/localhost.*--allow-non-loopback/);
  }
  expect(emulator.calls()).toEqual([]);
});

test("where others may reach it, it answers to any name, but for its own routes", async () => {
  const emulator = await emulate({ allowNonLoopback: true });
  expect((await askedAs(emulator, "arraylake.lan:8090"))[0]).toBe(200);
  expect((await askedAs(emulator, "arraylake.lan:8090", "/_emulator/reset"))[0]).toBe(403);
});
