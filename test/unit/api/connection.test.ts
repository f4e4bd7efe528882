import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { sleep } from "../../../provider/api/clock";
import { AnswerError, type StatusError, TransportError } from "../../../provider/api/errors";
import type { Transport } from "../../../provider/api/transport";
import type { FaultRule } from "../../../provider/emulator/index";
import { bytes, inRealTime, JumpingClock, timeless } from "../helpers/clock";
import { answering, type Connected, connect, emulate, failure, serve } from "../helpers/connected";
import { normalForm } from "../helpers/read";
import { r2Input, SECRETS, s3Input } from "../helpers/samples";

const config = normalForm(s3Input(), "acme");
const BUCKETS = "/orgs/acme/buckets";

/** Each call of the API, what it is called on, and how much a repetition of it can do. */
const CALLS: [string, string, (client: Connected["client"], id: string) => Promise<unknown>][] = [
  ["GET", "a list", (client) => client.listBuckets("acme")],
  ["GET", "one", (client, id) => client.getBucket("acme", id)],
  ["GET", "the repos of one", (client, id) => client.listReposOfBucket("acme", id)],
  ["GET", "all repos", (client) => client.listRepos("acme", true)],
  ["GET", "the token's owner", (client) => client.ownEmail()],
  ["PATCH", "a rename", (client, id) => client.renameBucket("acme", id, "renamed")],
  ["POST", "a default", (client, id) => client.setDefaultBucket("acme", id)],
  ["DELETE", "a deletion", (client, id) => client.deleteBucket("acme", id)],
];

describe.each(CALLS)("%s for %s", (verb, _, call) => {
  test.each<[string, FaultRule]>([
    ["429", { kind: "status", status: 429, headers: { "retry-after": "0" } }],
    ["502", { kind: "status", status: 502, headers: { "retry-after": "0" } }],
    ["503", { kind: "status", status: 503, headers: { "retry-after": "0" } }],
    ["504", { kind: "status", status: 504, headers: { "retry-after": "0" }, body: "<html>Gateway timeout</html>" }],
    ["a reset", { kind: "reset-before" }],
  ])("is sent again after %s", async (_, fault) => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme");
    const handle = emulator.fail({ ...fault, times: 2 });
    await call(connect(emulator.url).client, id);
    expect(handle.fired).toBe(2);
    expect(emulator.calls().map(({ method }) => method)).toEqual([verb, verb, verb]);
  });

  test("is sent again after 500 only where it reads", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme");
    emulator.fail({ kind: "status", status: 500 });
    const sent = call(connect(emulator.url).client, id);
    if (verb === "GET") await sent;
    else expect(await failure(sent)).toMatchObject({ status: 500 });
    expect(emulator.calls()).toHaveLength(verb === "GET" ? 2 : 1);
  });
});

describe("an answer that is lost on its way", () => {
  test.each<[string, FaultRule]>([
    ["a reset", { kind: "reset-after" }],
    ["a cut-off", { kind: "cut-off" }],
    ["garbage", { kind: "garbage" }],
    ["a 502", { kind: "status", status: 502, when: "after" }],
  ])("by %s is asked for again", async (_, fault) => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme");
    const { client } = connect(emulator.url);
    emulator.fail(fault);
    expect(await client.listBuckets("acme")).toHaveLength(1);
    emulator.fail(fault);
    expect(await client.renameBucket("acme", id, "renamed")).toMatchObject({ id, nickname: "renamed" });
    expect(emulator.calls()).toHaveLength(4);
  });

  test("by a deletion's reset: the second answer says that nothing is there", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme");
    emulator.fail({ kind: "reset-after" });
    expect(await failure(connect(emulator.url).client.deleteBucket("acme", id))).toMatchObject({ status: 404 });
  });
});

describe("a creation", () => {
  test.each<[string, FaultRule]>([
    ["a reset before it", { kind: "reset-before" }],
    ["a reset after it", { kind: "reset-after" }],
    ["a cut-off", { kind: "cut-off" }],
    ["garbage", { kind: "garbage" }],
    ["500", { kind: "status", status: 500 }],
    ["502", { kind: "status", status: 502 }],
    ["503", { kind: "status", status: 503, headers: { "retry-after": "0" } }],
    ["504", { kind: "status", status: 504 }],
    ["409", { kind: "status", status: 409 }],
    ["429", { kind: "status", status: 429, headers: { "retry-after": "0" } }],
  ])("is sent once in spite of %s", async (_, fault) => {
    const emulator = await emulate();
    emulator.fail(fault);
    await failure(connect(emulator.url).client.createBucket("acme", config));
    expect(emulator.calls().map(({ method }) => method)).toEqual(["POST"]);
  });
});

describe("waiting", () => {
  /** A service at a clock of its own, and when each request was sent to it, in milliseconds since the first. */
  async function clocked(fault: FaultRule) {
    const emulator = await emulate();
    emulator.fail(fault);
    const { clock, transport } = timeless(emulator.url);
    const sent: number[] = [];
    const exchange: Transport["exchange"] = (request, signal) => {
      sent.push(clock.now());
      return transport.exchange(request, signal);
    };
    const { client } = connect(emulator.url, { clock, transport: { ...transport, exchange } });
    return { client, since: () => sent.map((at) => at - (sent[0] ?? 0)) };
  }

  test("honours a date as well", async () => {
    const headers = { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" };
    const { client, since } = await clocked({ kind: "status", status: 503, headers });
    await client.listBuckets("acme");
    expect(since()).toEqual([0, 9000]);
  });

  test("ends at once where Retry-After asks for more than the whole may take", async () => {
    const emulator = await emulate();
    emulator.fail({ kind: "status", status: 429, headers: { "retry-after": "3600" } });
    const error = await failure(connect(emulator.url).client.listBuckets("acme"));
    expect(error).toMatchObject({ status: 429, retryAfter: 3_600_000 });
    expect(emulator.calls()).toHaveLength(1);
  });

  test("ends when one try takes too long, and says so", async () => {
    const emulator = await emulate();
    emulator.fail({ kind: "hang", times: "always" });
    const limits = { tries: 4, transportTries: 2, total: 20_000 };
    const error = await failure(
      connect(emulator.url, { ...inRealTime(emulator.url), timeout: 100, limits }).client.listBuckets("acme"),
    );
    expect(error).toBeInstanceOf(TransportError);
    expect(error.message).toBe(
      `No answer from Arraylake to GET ${BUCKETS}: it took too long (${emulator.url}). Try again later, or give the request more time: arraylake:timeoutSeconds or ARRAYLAKE_TIMEOUT_SECONDS.`,
    );
    expect(emulator.calls()).toHaveLength(2);
  });

  test("may be given in any number, also one that is not whole", async () => {
    const emulator = await emulate();
    const limits = { tries: 1, transportTries: 1, total: 20_000 / 3 };
    const { client } = connect(emulator.url, { ...inRealTime(emulator.url), timeout: 20_000 / 3, limits });
    expect(await client.listBuckets("acme")).toEqual([]);
  });

  test("ends when all tries together take too long", async () => {
    const emulator = await emulate();
    emulator.fail({ kind: "hang", times: "always" });
    const limits = { tries: 4, transportTries: 3, total: 200 };
    const error = await failure(
      connect(emulator.url, { ...inRealTime(emulator.url), timeout: 60_000, limits }).client.listBuckets("acme"),
    );
    expect(error.message).toContain("it took too long");
    expect(emulator.calls()).toHaveLength(1);
  });
});

/** What is answered, after so many milliseconds, with which status and `Retry-After`. */
type Scripted = [takes: number, status: number, retryAfter?: string];

/** A service that answers as written, and then with an empty list at once; and when each request was sent to it. */
function scripted(...script: Scripted[]) {
  const clock = new JumpingClock();
  const begin = clock.now();
  const sent: number[] = [];
  const transport: Transport = {
    exchange: async () => {
      const [takes, status, retryAfter] = script[sent.length] ?? [0, 200];
      sent.push(clock.now() - begin);
      await sleep(clock, takes);
      return { status, headers: { "retry-after": retryAfter }, body: bytes([Buffer.from("[]")]) };
    },
    close: async () => {},
  };
  const { client } = connect("http://127.0.0.1:1", { clock, transport });
  return { list: () => client.listBuckets("acme"), clock, sent };
}

describe("a 429 speaks of the account", () => {
  test.each<[string, Scripted, number[]]>([
    ["so that every call waits as long as it asks", [0, 429, "7"], [0, 7000, 7000]],
    ["so that every call waits half a second where it doesn't say how long", [0, 429], [0, 500, 500]],
    ["unlike a 503, which speaks of its request", [0, 503, "7"], [0, 10, 7000]],
  ])("%s", async (_, refusal, times) => {
    const { list, clock, sent } = scripted(refusal);
    const limited = list();
    await sleep(clock, 10);
    await Promise.all([limited, list()]);
    expect(sent).toEqual(times);
  });

  test.each([
    ["longer: then the wait grows, also for who waits already", "10", 11_000],
    ["shorter: then the wait stays", "3", 7000],
  ])("and another may ask for a wait that is %s", async (_, retryAfter, until) => {
    const { list, clock, sent } = scripted([0, 429, "7"], [1000, 429, retryAfter]);
    const limited = [list(), list()];
    await sleep(clock, 10);
    await Promise.all([...limited, list()]);
    expect(sent).toEqual([0, 0, until, until, until]);
  });

  test.each([
    ["waits where time is left after it", "20.5", 20_500],
    ["is sent at once where none is: the service itself then says what it thinks", "21", 1000],
  ])("and a call %s", async (_, retryAfter, at) => {
    const { list, clock, sent } = scripted([0, 429, retryAfter]);
    const limited = failure(list());
    await sleep(clock, 1000);
    await list();
    expect(await limited).toMatchObject({ status: 429 });
    expect(sent).toEqual([0, at]);
  });
});

test("a call is sent again as long as its time is not over", async () => {
  const { list, sent } = scripted([0, 503, "20"]);
  await list();
  expect(sent).toEqual([0, 20_000]);
});

test("an answered call leaves nothing behind that is waited for: a program could not end before it", async () => {
  const { list, clock } = scripted();
  const begin = clock.now();
  await list();
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  expect(clock.now()).toBe(begin);
});

test("the service's time is what its last answer told, and goes on from there", async () => {
  const dates = ["Thu, 01 Jan 2026 00:05:00 GMT", "once upon a time"];
  const { url } = await serve((_, response) => response.setHeader("date", dates.shift() ?? "").end("[]"));
  const { clock, transport } = timeless(url);
  const { client } = connect(url, { clock, transport });
  const begin = clock.now();
  expect(client.connection.serviceTime()).toBe(begin);
  for (const passed of [0, 1000]) {
    clock.pass(passed);
    await client.listBuckets("acme");
    expect(client.connection.serviceTime()).toBe(begin + 300_000 + passed);
  }
});

test("at most 16 requests are in flight, and as many are", async () => {
  const held: (() => void)[] = [];
  let most = 0;
  let open = true;
  const { url } = await serve((_, response) => {
    held.push(() => response.end("[]"));
    most = Math.max(most, held.length);
    if (!open) for (const release of held.splice(0)) release();
  });
  const { client } = connect(url);
  const calls = Array.from({ length: 50 }, () => client.listBuckets("acme"));
  await vi.waitFor(() => expect(held).toHaveLength(16), { timeout: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(held).toHaveLength(16);
  open = false;
  for (const release of held.splice(0)) release();
  await Promise.all(calls);
  expect(most).toBe(16);
});

describe("waiting for its turn takes none of a call's time", () => {
  const limits = { tries: 4, transportTries: 1, total: 3000 };

  /** A service that takes a second for each answer, with as many calls at once as take ten seconds. */
  async function crowded(statusOf: (nth: number) => number) {
    const clock = new JumpingClock();
    let received = 0;
    const transport: Transport = {
      exchange: async (_, signal) => {
        const status = statusOf(received++);
        await new Promise<void>((resolve, reject) => {
          clock.after(1000, resolve);
          signal.addEventListener("abort", () => reject(signal.reason));
        });
        return { status, headers: {}, body: bytes([Buffer.from("[]")]) };
      },
      close: async () => {},
    };
    const { client } = connect("http://127.0.0.1:1", { clock, transport, limits, timeout: 2000 });
    const begin = clock.now();
    const lists = await Promise.all(Array.from({ length: 160 }, () => client.listBuckets("acme")));
    return { lists, seconds: (clock.now() - begin) / 1000 };
  }

  test("of many at once", async () => {
    const { lists, seconds } = await crowded(() => 200);
    expect(lists).toHaveLength(160);
    expect(seconds).toBe(10);
  });

  test("of many at once that are all asked to come again", async () => {
    const { lists, seconds } = await crowded((nth) => (nth < 160 ? 503 : 200));
    expect(lists).toHaveLength(160);
    expect(seconds).toBeGreaterThanOrEqual(20);
  });
});

describe("what is sent", () => {
  test("names the client and carries the token, in the official client's headers", async () => {
    const emulator = await emulate();
    const { client } = connect(emulator.url, { version: "1.2.3" });
    await client.listBuckets("acme");
    await client.listBuckets("acme");
    const [first, second] = emulator.calls();
    expect(first?.headers).toMatchObject({
      accept: "application/vnd.earthmover+json",
      authorization: "Bearer ema_emulator",
      "client-name": "pulumi-arraylake",
      "client-version": "1.2.3",
      "user-agent": `pulumi-arraylake/1.2.3 node/${process.versions.node}`,
      "x-arraylake-client": "pulumi/1.2.3",
      "x-arraylake-source": "pulumi",
      "arraylake-session-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(second?.headers["arraylake-session-id"]).toBe(first?.headers["arraylake-session-id"]);
  });

  test("says that it is JSON where it has a body", async () => {
    const emulator = await emulate();
    const { client } = connect(emulator.url);
    const { id } = await client.createBucket("acme", config);
    await client.getBucket("acme", id);
    expect(emulator.calls().map(({ headers }) => headers["content-type"])).toEqual(["application/json", undefined]);
  });
});

describe("what is answered", () => {
  test("may hold words and fields that this version doesn't know, and nulls", async () => {
    const emulator = await emulate();
    const { id } = emulator.putBucket("acme", {
      platform: "tape",
      auth_config: { method: "handshake", grip: { firm: true } },
      extra_config: { drives: 3 },
      new_field: [1],
      health: { status: "odd", last_checked_at: null, message: null, capabilities: [], more: 1 } as never,
    });
    emulator.putBucket("acme", { auth_config: null, created_by: null, health: null });
    emulator.putRepo("acme", { name: "era5", bucketId: id, kind: "hologram", visibility: "SECRET" });
    emulator.putRepo("acme", { name: "lost", bucketId: null });
    const { client } = connect(emulator.url);
    expect(await client.listBuckets("acme")).toMatchObject([{ platform: "tape" }, { authConfig: null }]);
    expect(await client.listReposOfBucket("acme", id)).toMatchObject([{ name: "era5", kind: "hologram" }]);
    expect(await client.listRepos("acme", false)).toMatchObject([{ bucket: { id } }, { bucket: null }]);
  });

  test("may leave out whatever is not needed", async () => {
    const bucket = { id: "1", nickname: "era5", platform: "gs", name: "acme" };
    const { url } = await answering(200, {}, JSON.stringify([bucket]));
    expect(await connect(url).client.listBuckets("acme")).toEqual([bucket]);
  });

  test.each(["no-content", "null", "nothing"] as const)(
    "may be empty where there is nothing to say: %s",
    async (emptyAnswer) => {
      const emulator = await emulate({ behaviour: { emptyAnswer, createdStatus: 201 } });
      const { client } = connect(emulator.url);
      const { id } = await client.createBucket("acme", config);
      expect(await client.setDefaultBucket("acme", id)).toBe(true);
      expect(await client.deleteBucket("acme", id)).toBe(true);
      expect(emulator.buckets("acme")).toEqual([]);
    },
  );

  test.each([
    ["an HTML page", "<!doctype html><title>Log in</title>", "an HTML page instead of JSON"],
    ["half a body", '[{"id":', "a body that is not JSON"],
    ["nothing", "", "a body that is not JSON"],
    ["another shape", '{"items":[]}', "JSON of another shape than documented (at its top)"],
  ])("is refused as %s, with what to check", async (_, text, what) => {
    const { url, seen } = await answering(200, { "content-type": "text/html" }, text);
    const error = await failure(connect(url).client.listBuckets("acme"));
    expect(error).toBeInstanceOf(AnswerError);
    expect(error.message).toBe(
      `Arraylake answered GET ${BUCKETS} with ${what}. Check that ${url} is the service's API (arraylake:serviceUri or ARRAYLAKE_SERVICE__URI), and that no proxy or login page stands before it.`,
    );
    expect(seen).toHaveLength(3);
  });

  test("is refused with the place where it is of another shape", async () => {
    const { url } = await answering(200, {}, '{"items":[{"name":5}]}');
    const answer = z.object({ items: z.array(z.object({ name: z.string() })) });
    const error = await failure(connect(url).connection.send({ method: "GET", path: "/x", answer }));
    expect(error.message).toContain("JSON of another shape than documented (at items.0.name).");
  });

  test("is an answer up to the last status that says yes", async () => {
    const { url } = await answering(299, {}, "[]");
    expect(await connect(url).client.listBuckets("acme")).toEqual([]);
  });

  test.each([301, 302, 307, 308])(
    "as a redirect (%i) is not followed, and the token is not sent on",
    async (status) => {
      const other = await answering(200, {}, "[]");
      const { url, seen } = await answering(status, { location: `${other.url}/orgs/acme/buckets` }, "");
      const { client } = connect(url);
      for (const call of [client.listBuckets("acme"), client.createBucket("acme", config)]) {
        const error = await failure(call);
        expect(error).toMatchObject({ status });
        expect(error.message).toContain(
          `${url} redirects to ${other.url}/orgs/acme/buckets. A token is never sent on to another address: set arraylake:serviceUri or ARRAYLAKE_SERVICE__URI to the service itself.`,
        );
      }
      expect(other.seen).toEqual([]);
      expect(seen).toHaveLength(2);
    },
  );

  test("as a refusal says status, words, request and what to do", async () => {
    const emulator = await emulate({
      orgs: ["acme", "other"],
      tokens: { ema_reader: { orgs: ["acme"], admin: false } },
    });
    const reader = connect(emulator.url, { token: "ema_reader" }).client;
    const stranger = connect(emulator.url, { token: "ema_wrong" }).client;
    const said = async (call: Promise<unknown>) =>
      (await failure(call)).message.replace(/request [0-9a-f-]{36}/, "request ID");
    expect(await said(stranger.listBuckets("acme"))).toMatchInlineSnapshot(
      `"Arraylake answered 401 to GET /orgs/acme/buckets: Invalid or expired token (request ID). The token is wrong, revoked or expired. Set a token that this organisation's admin made: in ARRAYLAKE_TOKEN, or, for Pulumi's own commands, with \`pulumi config set --secret arraylake:token\`. Tokens come from the Arraylake web app (service tokens begin with ema_)."`,
    );
    expect(await said(reader.createBucket("acme", config))).toMatchInlineSnapshot(
      `"Arraylake answered 403 to POST /orgs/acme/buckets: Only admins of organization 'acme' may do this (request ID). The token may not do this here: only an organisation's admins may change its BucketConfigs. Check the token, and arraylake:org or ARRAYLAKE_ORG."`,
    );
    expect(await said(reader.listBuckets("other"))).toMatchInlineSnapshot(
      `"Arraylake answered 403 to GET /orgs/other/buckets: You do not have access to organization 'other' (request ID). The token may not do this here: only an organisation's admins may change its BucketConfigs. Check the token, and arraylake:org or ARRAYLAKE_ORG."`,
    );
    expect(await said(reader.listBuckets("nowhere"))).toMatchInlineSnapshot(
      `"Arraylake answered 404 to GET /orgs/nowhere/buckets: Organization 'nowhere' not found (request ID). Check that the organisation exists and that the token belongs to it (arraylake:org or ARRAYLAKE_ORG)."`,
    );
    emulator.fail({ kind: "status", status: 500, body: { detail: "out of disk." }, times: 4 });
    expect(await said(reader.listBuckets("acme"))).toMatchInlineSnapshot(
      `"Arraylake answered 500 to GET /orgs/acme/buckets: out of disk (request ID). The service is in trouble: try again later."`,
    );
    emulator.fail({ kind: "status", status: 407, body: "" });
    expect(await said(reader.listBuckets("acme"))).toMatchInlineSnapshot(
      `"Arraylake answered 407 to GET /orgs/acme/buckets (request ID). The proxy asks for credentials: put them into HTTPS_PROXY, or name the service in NO_PROXY."`,
    );
  });
});

describe("warnings of the service", () => {
  test("are passed on, each once", async () => {
    const emulator = await emulate({ behaviour: { warning: "quota is near", deprecation: "v1 ends" } });
    const { client, warnings } = connect(emulator.url);
    await client.listBuckets("acme");
    await client.listBuckets("acme");
    await failure(client.listBuckets("nowhere"));
    emulator.behave({ warning: "quota is full" });
    await client.listBuckets("acme");
    expect(warnings).toEqual(["Arraylake: quota is near", "Arraylake: v1 ends", "Arraylake: quota is full"]);
  });

  test("don't show the token", async () => {
    const { url } = await answering(200, { "x-arraylake-warning": "ema_secret-token is old" }, "[]");
    const { client, warnings } = connect(url, { token: "ema_secret-token" });
    await client.listBuckets("acme");
    expect(warnings).toEqual(["Arraylake: [secret] is old"]);
  });
});

describe("secrets are never shown", () => {
  const secrets = Object.values(SECRETS);
  const r2 = { ...normalForm(r2Input(), "acme"), nickname: "-" };

  function shown(error: Error): string {
    return [error.message, error.stack, String(error), JSON.stringify(error), JSON.stringify({ ...error })].join("\n");
  }

  test("of a refused body, also where the service echoes it", async () => {
    const emulator = await emulate({ behaviour: { echoInput: true } });
    const { client } = connect(emulator.url);
    const wrong = { ...r2, authConfig: { ...r2.authConfig, durationSeconds: "x", accountApiToken: 5 } };
    for (const sent of [
      r2,
      wrong,
      { ...config, authConfig: { ...config.authConfig, sharedSecret: `${SECRETS.sharedSecret}!` } },
    ]) {
      const error = await failure(client.createBucket("acme", sent));
      expect(error).toMatchObject({ status: 422 });
      for (const secret of secrets) expect(shown(error)).not.toContain(secret);
    }
  });

  test.each([
    ["at the cut", (secret: string) => `${"x".repeat(490)}${secret}`],
    ["before a full stop", (secret: string) => `no: ${secret}`],
    ["among tags", (secret: string) => `<html><p>${secret}</p></html>`],
  ])("of a body whose echo stands %s, in no part", async (_, echo) => {
    const secret = "first  second\n<third>&fourth.";
    const { url } = await answering(400, {}, JSON.stringify({ detail: echo(secret) }));
    const authConfig = { method: "hmac", accessKeyId: "id", secretAccessKey: secret };
    const text = shown(await failure(connect(url).client.createBucket("acme", { ...config, authConfig })));
    for (const part of ["first", "second", "third", "fourth"]) expect(text).not.toContain(part);
  });

  test("while the method and the field are named: a user needs them", async () => {
    const emulator = await emulate();
    const authConfig = { method: "hmac", accessKeyId: "AKIA" };
    const error = await failure(connect(emulator.url).client.createBucket("acme", { ...config, authConfig }));
    expect((error as StatusError).words).toBe("body.auth_config.hmac.secret_access_key: Field required");
  });

  test("of the token, whatever comes back", async () => {
    const token = "ema_token-that-is-wrong";
    const { url } = await serve((request, response) => {
      const { authorization } = request.headers;
      response.writeHead(401, { "x-request-id": `for ${authorization}`, location: `/?t=${token}` });
      response.end(JSON.stringify({ detail: { headers: { authorization } } }));
    });
    const error = await failure(connect(url, { token }).client.listBuckets("acme"));
    expect(shown(error)).not.toContain(token);
    expect(error.message).toContain("[secret]");
  });

  test("of the token, when no answer comes", async () => {
    const token = "ema_token-that-is-lost";
    const emulator = await emulate();
    emulator.fail({ kind: "reset-before", times: "always" });
    const error = await failure(connect(emulator.url, { token }).client.listBuckets("acme"));
    expect(error).toBeInstanceOf(TransportError);
    expect(`${shown(error)}${shown(error.cause as Error)}`).not.toContain(token);
  });
});

describe("where no answer comes, the message says what to check", () => {
  const limits = { tries: 1, transportTries: 1, total: 20_000 };
  const said = async (url: string) => (await failure(connect(url, { limits }).client.listBuckets("acme"))).message;

  test("a host name that is none", async () => {
    const message = await said("http://nowhere.invalid");
    expect(message).toMatch(/its host name (is not known|can't be looked up) \(http:\/\/nowhere\.invalid\)\./);
    expect(message).toContain(
      "Check the service's address (arraylake:serviceUri or ARRAYLAKE_SERVICE__URI) and this machine's DNS.",
    );
  });

  test("a port where nobody listens", async () => {
    const { url, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    expect(await said(url)).toBe(
      `No answer from Arraylake to GET ${BUCKETS}: the connection was refused (${url}). ` +
        "Check the service's address (arraylake:serviceUri or ARRAYLAKE_SERVICE__URI), and that something listens there; behind a proxy, also HTTPS_PROXY and NO_PROXY.",
    );
  });

  test("https:// where plain HTTP is spoken", async () => {
    const { port } = await serve((_, response) => response.end("[]"));
    expect(await said(`https://127.0.0.1:${port}`)).toMatch(
      /: TLS failed \(ERR_SSL_[A-Z_]+\) \(https:\/\/127\.0\.0\.1:\d+\)\. Check the service's address .* name its certificate in NODE_EXTRA_CA_CERTS\.$/,
    );
  });

  test("a connection that breaks off", async () => {
    const emulator = await emulate();
    for (const kind of ["reset-before", "cut-off"] as const) {
      emulator.fail({ kind });
      expect(await said(emulator.url)).toMatch(
        /: the connection (was reset|broke off) \(.*\)\. Try again; if it stays, check proxies and firewalls on the way\.$/,
      );
    }
  });
});
