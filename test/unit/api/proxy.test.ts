import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import fc from "fast-check";
import { EnvHttpProxyAgent, request } from "undici";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { adviceForLostConnection } from "../../../provider/api/advice";
import { proxyFor } from "../../../provider/api/proxy";
import { undiciTransport } from "../../../provider/api/transport";
import { emulate, failure, serve } from "../helpers/connected";
import { serveSockets } from "../helpers/sockets";

type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"] as const;
const HTTP = "http://service.example.com";
const HTTPS = "https://service.example.com";
const TOKEN = "ema_only-for-the-service";

interface Asked {
  line: string;
  headers: IncomingHttpHeaders;
}

/** A proxy that answers plain requests itself, and gives tunnels to `tunnel`; and what was asked of it. */
async function proxy(tunnel: (socket: Duplex) => void = refusing(403)) {
  const asked: Asked[] = [];
  const note = ({ method, url, headers }: IncomingMessage) => asked.push({ line: `${method} ${url}`, headers });
  const { url, port, server } = await serve((incoming, outgoing) => {
    note(incoming);
    outgoing.end("through the proxy");
  });
  server.on("connect", (incoming, socket: Duplex) => {
    note(incoming);
    socket.on("end", () => socket.end());
    tunnel(socket);
  });
  return { url, port, asked, lines: () => asked.map(({ line }) => line) };
}

function refusing(status: number): (socket: Duplex) => void {
  return (socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
}

async function get(serviceUri: string, env: Environment, connectTimeout = 5000): Promise<string> {
  const transport = undiciTransport({ serviceUri, connectTimeout, env });
  onTestFinished(() => transport.close());
  const sent = {
    method: "GET",
    url: `${serviceUri}/user`,
    headers: { authorization: `Bearer ${TOKEN}` },
    body: undefined,
  };
  const chunks: Uint8Array[] = [];
  const { body } = await transport.exchange(sent, new AbortController().signal);
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("which proxy a service has", () => {
  beforeEach(() => {
    for (const name of VARIABLES) vi.stubEnv(name, undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  test("is what undici itself reads out of the variables, in capitals or not, and out of NO_PROXY", async () => {
    const [one, other] = await Promise.all([proxy(), proxy()]);
    const isDirect = new Error("without a proxy");
    /** The proxy that undici goes to, by going there. */
    const usedByUndici = async (serviceUri: string) => {
      const asked = one.asked.length;
      const dispatcher = new EnvHttpProxyAgent({ connect: (_, done) => done(isDirect, null) });
      const error = await request(serviceUri, { dispatcher }).then(
        ({ body }) => body.dump(),
        (thrown: Error) => thrown,
      );
      await dispatcher.destroy();
      if (error === isDirect) return undefined;
      return one.asked.length > asked ? one.url : other.url;
    };
    const names = ["example.com", ".example.com", "*.example.com", "service.example.com", "SERVICE.Example.COM."];
    const entries = [...names, "other.org", "*", "10.1.2.3", "::2", "[::2]", ".", "*service.example.com", "com"];
    const ports = ["", ":80", ":443", ":8080", ":0", ":"];
    const noProxy = fc
      .array(
        fc.tuple(fc.constantFrom(...entries), fc.constantFrom(...ports)).map(([name, port]) => name + port),
        { maxLength: 3 },
      )
      .chain((parts) => fc.constantFrom(",", " ", ", ", ",,").map((separator) => parts.join(separator)));
    const address = fc.constantFrom(undefined, undefined, "", one.url, other.url);
    const environment = fc.record({
      HTTP_PROXY: address,
      http_proxy: address,
      HTTPS_PROXY: address,
      https_proxy: address,
      NO_PROXY: fc.option(noProxy, { nil: undefined }),
      no_proxy: fc.option(noProxy, { nil: undefined, freq: 2 }),
    });
    const service = fc
      .tuple(
        fc.constantFrom("http", "https"),
        fc.constantFrom("service.example.com", "example.com", "example.com.", "10.1.2.3", "[::2]", "Other.org"),
        fc.constantFrom("", ":80", ":443", ":8080"),
      )
      .map(([scheme, host, port]) => `${scheme}://${host}${port}`);

    await fc.assert(
      fc.asyncProperty(environment, service, async (env, serviceUri) => {
        for (const name of VARIABLES) vi.stubEnv(name, env[name]);
        const { address: ours } = proxyFor(serviceUri, process.env);
        expect(ours?.origin).toBe(await usedByUndici(serviceUri));
      }),
      { numRuns: 400 },
    );
  });

  test.each<[serviceUri: string, noProxy: string, isPassedBy: boolean]>([
    ["http://[::2]", "::2", true],
    ["http://[::2]", "[::2]", true],
    ["http://[::2]", "[::2]:80", true],
    ["http://[::2]", "[::2]:81", false],
    ["http://[::2]", "2", false],
    [HTTP, "other.org,  \tservice.example.com", true],
    [HTTP, "service.example.com:80", true],
    [HTTP, "service.example.com:443", false],
    [HTTPS, "example.com:443", true],
    [HTTPS, ",", false],
  ])("for %s with NO_PROXY=%j: none is %j", (serviceUri, noProxy, isPassedBy) => {
    const { address } = proxyFor(serviceUri, { HTTP_PROXY: "http://proxy.example.com:3128", NO_PROXY: noProxy });
    expect(address === undefined).toBe(isPassedBy);
  });

  test.each([
    "http://localhost:8000",
    "https://localhost",
    "http://LOCALHOST",
    "http://localhost.",
    "http://127.0.0.1:80/base",
    "https://127.8.9.10",
    "http://127.1",
    "http://0x7f000001",
    "http://[::1]:8000",
    "https://[0:0:0:0:0:0:0:1]",
  ])("is none, and whatever the variables hold is of no matter, where it is on this machine: %s", (serviceUri) => {
    const env = Object.fromEntries(VARIABLES.map((name) => [name, "http://proxy.example.com:3128"]));
    expect(proxyFor(serviceUri, { ...env, NO_PROXY: "", no_proxy: "" })).toEqual({});
    expect(proxyFor(serviceUri, { HTTP_PROXY: "nonsense", HTTPS_PROXY: "nonsense" })).toEqual({});
  });

  test.each([
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://not-localhost",
    "http://128.0.0.1",
    "http://[::2]",
    "http://10.0.0.1",
  ])("is the one that is set where it only looks like this machine: %s", (serviceUri) => {
    expect(proxyFor(serviceUri, { HTTP_PROXY: "http://proxy.example.com:3128" }).address?.host).toBe(
      "proxy.example.com:3128",
    );
  });
});

describe("through a proxy", () => {
  test("a service on this machine is not reached, so that no proxy sees its token in clear", async () => {
    const emulator = await emulate();
    const { url, asked } = await proxy();
    const env = Object.fromEntries(VARIABLES.map((name) => [name, name.toLowerCase() === "no_proxy" ? "" : url]));
    expect(await get(emulator.url, env)).toContain("Invalid or expired token");
    expect(asked).toEqual([]);
    expect(emulator.calls()).toHaveLength(1);
  });

  test("an http:// service elsewhere is asked in clear", async () => {
    const { url, lines } = await proxy();
    expect(await get(HTTP, { HTTP_PROXY: url })).toBe("through the proxy");
    expect(lines()).toEqual([`GET ${HTTP}/user`]);
  });

  test("an https:// service gets a tunnel, in which the proxy sees TLS and never the token", async () => {
    const tunnelled: Buffer[] = [];
    const { url, asked, lines } = await proxy((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.once("data", (bytes: Buffer) => {
        tunnelled.push(bytes);
        socket.end();
      });
    });
    await failure(get(HTTPS, { HTTPS_PROXY: url }));
    expect(lines()).toEqual(["CONNECT service.example.com:443"]);
    const handshake = 0x16;
    expect(tunnelled[0]?.[0]).toBe(handshake);
    expect(`${JSON.stringify(asked)}${Buffer.concat(tunnelled).toString("latin1")}`).not.toContain(TOKEN);
  });

  test("that wants a user name and password, it gets them decoded", async () => {
    const { port, asked } = await proxy();
    const env = { HTTPS_PROXY: `http://ann:p%40ss%25@127.0.0.1:${port}` };
    await failure(get(HTTPS, env));
    const basic = `Basic ${Buffer.from("ann:p@ss%").toString("base64")}`;
    expect(asked.map(({ headers }) => headers["proxy-authorization"])).toEqual([basic]);
  });

  test("of SOCKS, too", async () => {
    const heard: string[] = [];
    const { host } = await serveSockets((socket) => serveSocks(socket, heard));
    expect(await get(HTTP, { HTTP_PROXY: `socks5://ann:p%40ss%25@${host}` })).toBe("[]");
    expect(heard).toEqual(["ann p@ss%", "service.example.com:80"]);
  });

  test.each([403, 407, 502])("that refuses a tunnel with %i, the proxy is named as what refuses", async (status) => {
    const { url } = await proxy(refusing(status));
    const { reason, advice } = adviceForLostConnection(await failure(get(HTTPS, { HTTPS_PROXY: url })));
    expect(reason).toBe(`the proxy answered ${status}`);
    expect(advice).toMatch(/HTTPS_PROXY.*NO_PROXY/);
  });

  test("that wants credentials for a request in clear, the same is said", async () => {
    const { url } = await serve((_, response) => response.writeHead(407).end());
    const { reason, advice } = adviceForLostConnection(await failure(get(HTTP, { HTTP_PROXY: url })));
    expect(reason).toBe("the proxy answered 407");
    expect(advice).toMatch(/HTTP_PROXY.*NO_PROXY/);
  });

  test("that says nothing, the wait for a tunnel ends with the time to connect", async () => {
    const { url } = await proxy((socket) => socket.resume());
    expect(adviceForLostConnection(await failure(get(HTTPS, { HTTPS_PROXY: url }, 200))).reason).toBe(
      "it took too long",
    );
  });
});

const SECRET = "s3cret";

describe("a variable that holds no proxy's address", () => {
  test.each([
    "proxy.example.com:3128",
    `ann:${SECRET}@proxy.example.com:3128`,
    "10.0.0.1:3128",
    `http://ann:${SECRET}#@proxy.example.com:3128`,
    `http://ann:12#${SECRET}@proxy.example.com:3128`,
    `http://ann:12?${SECRET}@proxy.example.com:3128`,
    `http://ann:12/${SECRET}@proxy.example.com:3128`,
    `http://ann:100%${SECRET}@proxy.example.com:3128`,
    `http://ann%4:1${SECRET}@proxy.example.com:3128`,
    `http://ann:${SECRET}@proxy.example.com:99999`,
    `http://ann:${SECRET}@`,
    `http:/ann:${SECRET}@proxy.example.com:3128`,
    `http:ann:${SECRET}@proxy.example.com:3128`,
    `ftp://ann:${SECRET}@proxy.example.com`,
    `socks4://ann:${SECRET}@proxy.example.com:1080`,
    `socks5h://ann:${SECRET}@proxy.example.com:1080`,
    `socks5://ann:${SECRET}@`,
    "socks5://",
    `git+http://ann:${SECRET}@proxy.example.com:3128`,
    `http://ann:${SECRET}@proxy.example.com:3128/path`,
  ])("is named, with the rule and the way out, and nothing that stands in it: %s", async (value) => {
    const problem =
      "HTTPS_PROXY holds no proxy's address: write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT (or with https:// or socks5://; " +
      "special characters in the user name and password percent-encoded), unset it, or name the service in NO_PROXY.";
    expect(proxyFor(HTTPS, { HTTPS_PROXY: value })).toEqual({ problem });
    const error = await failure(get(HTTPS, { HTTPS_PROXY: value }));
    expect(error.message).toBe(problem);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(SECRET);
  });

  test("is the one that would be used, as it is written", () => {
    const wrong = "proxy.example.com:3128";
    const right = "http://proxy.example.com:3128";
    const named = (serviceUri: string, env: Environment) => /^\S+/.exec(proxyFor(serviceUri, env).problem ?? "")?.[0];
    expect(named(HTTP, { http_proxy: wrong, HTTP_PROXY: right })).toBe("http_proxy");
    expect(named(HTTP, { HTTP_PROXY: wrong })).toBe("HTTP_PROXY");
    expect(named(HTTPS, { https_proxy: wrong, HTTPS_PROXY: right })).toBe("https_proxy");
    expect(named(HTTPS, { HTTP_PROXY: wrong })).toBe("HTTP_PROXY");
    expect(named(HTTPS, { HTTP_PROXY: wrong, HTTPS_PROXY: right })).toBeUndefined();
    expect(named(HTTP, { HTTPS_PROXY: wrong })).toBeUndefined();
    expect(named(HTTP, { HTTP_PROXY: wrong, NO_PROXY: "service.example.com" })).toBeUndefined();
  });

  test.each(["", " ", "\n"])("since it holds nothing, is as one that is not set: %j", (value) => {
    expect(proxyFor(HTTPS, { HTTPS_PROXY: value })).toEqual({});
  });

  test.each([
    "http://proxy.example.com",
    "HTTP://proxy.example.com:3128/",
    " http://proxy.example.com:3128\n",
    "https://ann@proxy.example.com:3128",
    "http://ann:p%40ss@[::2]:3128",
    "socks5://proxy.example.com:1080",
    "socks://proxy.example.com:1080",
  ])("is not %j", (value) => {
    expect(proxyFor(HTTPS, { HTTPS_PROXY: value })).toEqual({ address: new URL(value) });
  });
});

describe("what fails on the way through a proxy never says its user name or password:", () => {
  const credentials = "ann-the-user:p%40ss-w%25rd";
  const spellings = ["ann-the-user", "p@ss-w%rd", "p%40ss-w%25rd", Buffer.from("ann-the-user:p@ss-w%rd")];

  async function expectNothingSaid(serviceUri: string, proxyUri: string): Promise<void> {
    const error = await failure(get(serviceUri, { HTTP_PROXY: proxyUri.replace("//", `//${credentials}@`) }, 200));
    const { reason, advice } = adviceForLostConnection(error);
    const said = `${inspect(error, { depth: null, showHidden: true })}${reason}${advice}`;
    for (const spelling of spellings)
      expect(said).not.toContain(typeof spelling === "string" ? spelling : spelling.toString("base64"));
  }

  test.each([HTTP, HTTPS])("nobody listens there (%s)", async (serviceUri) => {
    const { host, close } = await closedServer();
    await close();
    for (const scheme of ["http", "https", "socks5"]) await expectNothingSaid(serviceUri, `${scheme}://${host}`);
  });

  test.each([HTTP, HTTPS])("it breaks off (%s)", async (serviceUri) => {
    const { host } = await serveSockets((socket) => socket.once("data", () => socket.resetAndDestroy()));
    for (const scheme of ["http", "https", "socks5"]) await expectNothingSaid(serviceUri, `${scheme}://${host}`);
  });

  test("it says nothing", async () => {
    const { host } = await serveSockets(() => {});
    for (const scheme of ["http", "https", "socks5"]) await expectNothingSaid(HTTPS, `${scheme}://${host}`);
  });

  test.each([HTTP, HTTPS])("it refuses, with what was sent in its words (%s)", async (serviceUri) => {
    const { host } = await serveSockets((socket) =>
      socket.once("data", (bytes: Buffer) => {
        const sent = bytes.toString();
        socket.end(`HTTP/1.1 407 ${/Basic \S+/.exec(sent)?.[0]}\r\ncontent-length: ${sent.length}\r\n\r\n${sent}`);
      }),
    );
    for (const scheme of ["http", "https", "socks5"]) await expectNothingSaid(serviceUri, `${scheme}://${host}`);
  });
});

async function closedServer(): Promise<{ host: string; close: () => Promise<unknown> }> {
  const { port, server } = await serve(() => {});
  return { host: `127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** A SOCKS5 proxy (RFC 1928 and 1929) that wants a user name and password, and then is the service, too. */
function serveSocks(socket: Socket, heard: string[]): void {
  const answers: ((bytes: Buffer) => string)[] = [
    () => "\x05\x02",
    (bytes) => {
      const userLength = bytes[1] ?? 0;
      heard.push(`${bytes.subarray(2, 2 + userLength)} ${bytes.subarray(3 + userLength)}`);
      return "\x01\x00";
    },
    (bytes) => {
      heard.push(`${bytes.subarray(5, -2)}:${bytes.readUInt16BE(bytes.length - 2)}`);
      return "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00";
    },
    () => "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]",
  ];
  socket.on("data", (bytes: Buffer) => socket.write(answers.shift()?.(bytes) ?? "", "latin1"));
}
