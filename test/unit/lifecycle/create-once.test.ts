import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ConnectionOptions } from "../../../provider/api/connection";
import type { Transport } from "../../../provider/api/transport";
import { type NewBucketWire, toWire } from "../../../provider/api/wire";
import type { Emulator, FaultRule } from "../../../provider/emulator/index";
import { createOnce } from "../../../provider/lifecycle/create-once";
import { Organisation } from "../../../provider/lifecycle/organisation";
import { Sightings } from "../../../provider/lifecycle/sightings";
import type { NormalForm } from "../../../provider/model/normal-form";
import { bytes, timeless } from "../helpers/clock";
import { connect, emulate, failure, serve } from "../helpers/connected";
import { FACE } from "../helpers/face";
import { normalForm } from "../helpers/read";
import { METHODS, SECRETS } from "../helpers/samples";
import { steady } from "../helpers/sessions";

const limits = { tries: 6, transportTries: 6, total: 20_000 };

function wanted(method: keyof typeof METHODS = "aws_customer_managed_role", changes: object = {}): NormalForm {
  return normalForm({ nickname: "era5", ...METHODS[method].input, ...changes }, "acme");
}

/** An organisation at a service, whose waits are over at once. The way there may be another than the network. */
function organisation(
  { url }: Pick<Emulator, "url">,
  way: (network: Transport) => Transport = (network) => network,
  options: Partial<ConnectionOptions> = {},
) {
  const { clock, transport } = timeless(url);
  const { client } = connect(url, { limits, timeout: 5_000, clock, transport: way(transport), ...options });
  return { acme: new Organisation(client, "acme", FACE), clock };
}

async function begin(way?: (network: Transport) => Transport) {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  return { emulator, ...organisation(emulator, way) };
}

function posts(emulator: Emulator): number {
  return emulator.calls().filter(({ method }) => method === "POST").length;
}

function ids(emulator: Emulator): string[] {
  return emulator.buckets("acme").map(({ id }) => id);
}

/** From now on the list has these rows, whatever stands. */
function listing(emulator: Emulator, rows: object[]): void {
  emulator.fail({
    kind: "status",
    status: 200,
    body: rows,
    times: "always",
    method: "GET",
    path: "/orgs/acme/buckets",
  });
}

/** The way to a service that gives the first POST no answer, with nothing done or with the work done. */
function silent(network: Transport, when: "before" | "after"): Transport {
  let isFirst = true;
  return {
    ...network,
    exchange: async (request, signal) => {
      if (request.method !== "POST" || !isFirst) return network.exchange(request, signal);
      isFirst = false;
      if (when === "after") await network.exchange(request, signal);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  };
}

const EMAIL = "ci@acme.example";

/** A service that makes what it is sent, with changes of its own, and never says so; its list has no auth configs. */
async function forgetful(date: string, changes: (sent: NewBucketWire) => object) {
  const rows: { id: string }[] = [];
  const posted: NewBucketWire[] = [];
  const { url } = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.setHeader("date", date);
      const one = rows.find(({ id }) => request.url?.endsWith(id));
      if (request.method === "GET")
        return response.end(JSON.stringify(request.url === "/user" ? { email: EMAIL } : (one ?? rows)));
      const sent = JSON.parse(Buffer.concat(chunks).toString()) as NewBucketWire;
      if (posted.push(sent) > 1) return response.writeHead(409).end();
      rows.push({ ...sent, id: randomUUID(), auth_config: null, ...changes(sent) } as { id: string });
      return request.socket.destroy();
    });
  });
  return { rows, posted, ...organisation({ url }) };
}

/** What the first POST may meet: a fault of the service, or another way there. */
type Loss = FaultRule | ((network: Transport) => Transport);

async function losing(loss: Loss) {
  const begun = await begin(typeof loss === "function" ? loss : undefined);
  if (typeof loss !== "function") begun.emulator.fail({ ...loss, method: "POST" });
  return begun;
}

const NOW = { "retry-after": "0" };
const MEGABYTES = "x".repeat(3_000_000);
const CROSSED = { id: randomUUID(), nickname: "crossed", platform: "gs", name: "elsewhere" };

const LOST_BEFORE: [string, Loss][] = [
  ["a reset", { kind: "reset-before" }],
  ["a 401", { kind: "status", status: 401 }],
  ["a 408", { kind: "status", status: 408 }],
  ["a 429", { kind: "status", status: 429, headers: NOW }],
  ["a 500", { kind: "status", status: 500 }],
  ["a 500 of megabytes", { kind: "status", status: 500, body: MEGABYTES }],
  ["a 502", { kind: "status", status: 502, body: "<html>Bad gateway</html>" }],
  ["a 503", { kind: "status", status: 503, headers: NOW }],
  ["a 504", { kind: "status", status: 504 }],
  ["another's answer", { kind: "status", status: 200, body: CROSSED }],
  ["no answer", (network) => silent(network, "before")],
];
const LOST_AFTER: [string, Loss][] = [
  ["a reset", { kind: "reset-after" }],
  ["a 401", { kind: "status", status: 401, when: "after" }],
  ["a 408", { kind: "status", status: 408, when: "after" }],
  ["a 500", { kind: "status", status: 500, when: "after" }],
  ["a 500 of megabytes", { kind: "status", status: 500, body: MEGABYTES, when: "after" }],
  ["a 502", { kind: "status", status: 502, when: "after" }],
  ["a 503", { kind: "status", status: 503, when: "after" }],
  ["a 504", { kind: "status", status: 504, when: "after" }],
  ["a cut-off", { kind: "cut-off" }],
  ["garbage", { kind: "garbage" }],
  ["another's answer", { kind: "status", status: 201, body: CROSSED, when: "after" }],
  ["no answer", (network) => silent(network, "after")],
];
/** Here the next POST is what tells, so that there are two. */
const SLOWED: [string, Loss] = ["a 429", { kind: "status", status: 429, headers: NOW, when: "after" }];
const METHOD_NAMES = Object.keys(METHODS) as (keyof typeof METHODS)[];

describe("when the answer to the POST is lost, exactly one BucketConfig stands afterwards", () => {
  test.each(LOST_AFTER)("the work done, then %s: it is found, and the POST is not sent again", async (_, loss) => {
    const { emulator, acme } = await losing(loss);
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(posts(emulator)).toBe(1);
  });

  test.each(LOST_BEFORE)("nothing done, then %s: the POST is sent once more", async (_, loss) => {
    const { emulator, acme } = await losing(loss);
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(emulator.buckets("acme")).toMatchObject([toWire(wanted())]);
  });

  test("the work done, then a request to slow down: it is found once the next POST is refused", async () => {
    const { emulator, acme } = await losing(SLOWED[1]);
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(posts(emulator)).toBe(2);
  });

  test.each([...LOST_AFTER, SLOWED])("the work done, then %s, and lists that are behind", async (_, loss) => {
    const { emulator, acme } = await losing(loss);
    const behind = emulator.fail({
      kind: "status",
      status: 200,
      body: [],
      path: "/orgs/acme/buckets",
      method: "GET",
      times: 4,
    });
    const made = await createOnce(acme, wanted());
    expect(behind.fired).toBe(4);
    expect(ids(emulator)).toEqual([made.id]);
  });

  test.each(METHOD_NAMES)("with method %s", async (method) => {
    const { emulator, acme } = await losing({ kind: "reset-after" });
    const made = await createOnce(acme, wanted(method));
    expect(emulator.buckets("acme")).toMatchObject([{ id: made.id, ...toWire(wanted(method)) }]);
    expect(posts(emulator)).toBe(1);
  });

  test("several times in a row", async () => {
    const { emulator, acme } = await begin();
    emulator.fail({ kind: "reset-before", method: "POST", times: 2 });
    emulator.fail({ kind: "cut-off", method: "POST" });
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(posts(emulator)).toBe(3);
  });

  test.each([
    ["long before", "1999-01-01T00:00:00Z", "Sat, 01 Jan 2000 00:00:00 GMT"],
    ["long after", "2099-01-01T00:00:00Z", "Fri, 01 Jan 1999 00:00:00 GMT"],
    ["nothing of when", null, "sometime"],
  ])("whatever the service's clocks say (%s), and without auth configs in its list", async (_, created, date) => {
    const { rows, posted, acme } = await forgetful(date, () => ({ created, created_by: EMAIL }));
    const made = await createOnce(acme, wanted());
    expect(rows).toMatchObject([{ id: made.id }]);
    expect(posted).toHaveLength(1);
  });

  test("with settings of the service's own besides what was sent", async () => {
    const { rows, acme } = await forgetful("sometime", ({ extra_config }) => ({
      extra_config: { ...extra_config, use_ssl: true },
    }));
    const made = await createOnce(acme, wanted());
    expect(rows).toMatchObject([{ id: made.id, extra_config: { region_name: "us-east-1", use_ssl: true } }]);
  });

  test("though its answer came, and what it warns of could be told to nobody", async () => {
    const emulator = await emulate();
    const warned = (network: Transport): Transport => ({
      ...network,
      exchange: async (request, signal) => {
        const answer = await network.exchange(request, signal);
        if (request.method !== "POST") return answer;
        return { ...answer, headers: { ...answer.headers, "x-arraylake-warning": "This will change." } };
      },
    });
    const onWarning = () => {
      throw new Error("Pulumi is gone.");
    };
    const { acme } = organisation(emulator, warned, { onWarning });
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(posts(emulator)).toBe(1);
  });

  test("unless it is old, and doesn't say that we made it: then it is named, with the way to take it over", async () => {
    const { emulator, acme } = await begin();
    const theirs = { ...toWire(wanted()), created: "2020-01-01T00:00:00Z", created_by: "ann@example.com" };
    emulator.fail({ kind: "status", status: 200, body: [], method: "GET" });
    await acme.buckets();
    const { id } = emulator.putBucket("acme", theirs);
    emulator.fail({ kind: "reset-before", method: "POST" });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toContain(id);
    expect(message).toContain("adopt: true");
  });

  describe("and it is old from a minute before the call on, by the service's clock", () => {
    const NEW_YEAR = "Thu, 01 Jan 2026 00:00:00 GMT";

    afterEach(() => {
      vi.unstubAllEnvs();
    });

    test.each([
      ["no zone, which is UTC", "2025-12-31T23:59:00", "2025-12-31T23:58:59"],
      ["fractions and no zone", "2025-12-31T23:59:00.000000", "2025-12-31T23:58:59.999000"],
      ["UTC", "2025-12-31T23:59:00Z", "2025-12-31T23:58:59Z"],
      ["UTC as an offset", "2025-12-31T23:59:00+00:00", "2025-12-31T23:58:59+00:00"],
      ["a zone to the east", "2026-01-01T05:29:00+05:30", "2026-01-01T05:28:59+05:30"],
      ["fractions and a zone to the west", "2025-12-31T15:59:00.123456-08:00", "2025-12-31T15:58:59.999999-08:00"],
    ])("written with %s", async (_, recent, old) => {
      vi.stubEnv("TZ", "Asia/Tokyo");
      const found = await forgetful(NEW_YEAR, () => ({ created: recent }));
      const made = await createOnce(found.acme, wanted());
      expect(found.rows).toMatchObject([{ id: made.id }]);
      const refused = await forgetful(NEW_YEAR, () => ({ created: old }));
      const { message } = await failure(createOnce(refused.acme, wanted()));
      expect(message).toContain(`id ${refused.rows[0]?.id}, since ${old}) already stands there`);
    });
  });

  test.each([1, 2, 3, 4])("whatever goes wrong at random (seed %i), for many at once", async (seed) => {
    const { emulator, acme } = await begin();
    const random = emulator.failRandomly({
      rate: 0.3,
      seed,
      kinds: [
        "reset-before",
        "reset-after",
        "status",
        { kind: "status", status: 502, when: "after" },
        { kind: "status", status: 408, when: "after" },
        "cut-off",
        "garbage",
      ],
    });
    const names = Array.from({ length: 6 }, (_, index) => `era5-${index}`);
    const made = await Promise.all(
      names.map((name) => createOnce(acme, wanted("hmac", { nickname: name, uri: `minio://lab-bucket/${name}` }))),
    );
    random.stop();
    const standing = emulator.buckets("acme").map(({ id, nickname }) => `${nickname} ${id}`);
    expect(random.fired).toBeGreaterThan(0);
    expect(standing.toSorted()).toEqual(made.map(({ id }, index) => `${names[index]} ${id}`));
  });
});

describe("an answer that speaks of another config than was sent is not believed", () => {
  const ours = { ...toWire(wanted()), created: null, created_by: null };
  const CROSSINGS: [string, (known: string) => object][] = [
    ["another nickname", () => ({ ...ours, id: randomUUID(), nickname: "theirs" })],
    ["another location", () => ({ ...ours, id: randomUUID(), prefix: "theirs" })],
    ["the id of one that was listed before", (id) => ({ ...ours, id })],
  ];

  test.each(CROSSINGS)("with %s: what was made is found", async (_, row) => {
    const { emulator, acme } = await begin();
    const known = emulator.putBucket("acme", { nickname: "known" });
    const crossed = row(known.id) as { id: string };
    emulator.fail({ kind: "status", status: 200, body: crossed, method: "POST", when: "after" });
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([known.id, made.id]);
    expect(made.id).not.toBe(crossed.id);
    expect(posts(emulator)).toBe(1);
  });

  test.each(CROSSINGS)(
    "with %s, nothing done: the POST is sent again, and the list keeps nothing of it",
    async (_, row) => {
      const { emulator, acme } = await begin();
      const known = emulator.putBucket("acme", { nickname: "known" });
      emulator.fail({ kind: "status", status: 200, body: row(known.id), method: "POST" });
      const made = await createOnce(acme, wanted());
      expect(ids(emulator)).toEqual([known.id, made.id]);
      expect((await acme.buckets()).answers().map(({ id, nickname }) => [id, nickname])).toEqual([
        [known.id, "known"],
        [made.id, "era5"],
      ]);
    },
  );

  test("nor is an answer about what the same user made before with other settings: it is named, with the way to take it over", async () => {
    const { emulator, acme } = await begin();
    const { client } = connect(emulator.url);
    const email = await client.ownEmail();
    const behind = emulator.fail({ kind: "status", status: 200, body: [], method: "GET", path: "/orgs/acme/buckets" });
    const before = emulator.putBucket("acme", {
      ...toWire(wanted()),
      auth_config: { method: "anonymous" },
      created: "2020-01-01T00:00:00Z",
      created_by: email ?? null,
    });
    emulator.fail({ kind: "status", status: 200, body: before, method: "POST" });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(behind.fired).toBe(1);
    expect(message).toContain(before.id);
    expect(message).toContain("adopt: true");
  });

  test("nor is an answer about what stands in another organisation under the same names, with other settings", async () => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    const theirs = emulator.putBucket("other", { ...toWire(wanted()), auth_config: { method: "anonymous" } });
    emulator.fail({ kind: "status", status: 200, body: theirs, method: "POST" });
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(made.id).not.toBe(theirs.id);
  });

  test.each([
    ["under its nickname", { prefix: "elsewhere" }, "the nickname is held by"],
    ["at its location", { nickname: "theirs" }, "already stands there"],
  ])("nor is an answer about what somebody else just made %s: it is named", async (_, changes, said) => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    const theirs = emulator.putBucket("acme", { ...toWire(wanted()), ...changes });
    emulator.fail({ kind: "status", status: 200, body: theirs, method: "POST" });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toContain(said);
    expect(message).toContain(theirs.id);
    expect(emulator.buckets("acme")).toEqual([theirs]);
  });

  test("nor, once a POST may have been carried out, what says that somebody else made it", async () => {
    const { emulator, acme } = await begin();
    const behind = { kind: "status", status: 200, body: [], method: "GET", path: "/orgs/acme/buckets" } as const;
    const known = emulator.fail({ ...behind, times: 2 });
    const theirs = emulator.putBucket("acme", { ...toWire(wanted()), created_by: "ann@acme.example" });
    emulator.fail({ kind: "reset-before", method: "POST" });
    emulator.fail({ kind: "status", status: 200, body: theirs, method: "POST" });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(known.fired).toBe(2);
    expect(message).toContain(theirs.id);
    expect(message).toContain("adopt: true");
    expect(emulator.buckets("acme")).toEqual([theirs]);
  });

  test("nor one that another creation of the same run has been given: one of them makes its own", async () => {
    const emulator = await emulate({ orgs: ["acme", "other"] });
    const { clock, transport } = timeless(emulator.url);
    const { client } = connect(emulator.url, { limits, timeout: 5_000, clock, transport });
    const sightings = new Sightings();
    const orgs = ["acme", "other"] as const;
    const [acme, other] = orgs.map((org) => new Organisation(client, org, FACE, sightings)) as [
      Organisation,
      Organisation,
    ];
    await Promise.all([acme.buckets(), other.buckets()]);
    const row = { ...toWire(wanted()), id: randomUUID(), created: null, created_by: null };
    emulator.fail({ kind: "status", status: 200, body: row, method: "POST", times: 2 });
    const made = await Promise.all([createOnce(acme, wanted()), createOnce(other, { ...wanted(), org: "other" })]);
    expect(made[0].id).not.toBe(made[1].id);
  });

  test("nor are two answers that were exchanged: each has its own", async () => {
    const held: (() => void)[] = [];
    const answers: string[] = [];
    const exchanging = (network: Transport): Transport => ({
      ...network,
      exchange: async (request, signal) => {
        const answer = await network.exchange(request, signal);
        if (request.method !== "POST" || answers.length === 2) return answer;
        const chunks = [];
        for await (const chunk of answer.body) chunks.push(chunk);
        const mine = answers.push(Buffer.concat(chunks).toString()) - 1;
        await new Promise<void>((resolve) => {
          held.push(resolve);
          if (held.length === 2) for (const release of held) release();
        });
        return { ...answer, body: bytes([Buffer.from(answers[1 - mine] as string)]) };
      },
    });
    const { emulator, acme } = await begin(exchanging);
    const places = ["one", "two"].map((name) => wanted("hmac", { nickname: name, uri: `minio://lab-bucket/${name}` }));
    const made = await Promise.all(places.map((place) => createOnce(acme, place)));
    expect(made.map(({ nickname }) => nickname)).toEqual(["one", "two"]);
    expect(ids(emulator).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
  });
});

describe("a request that was surely not sent", () => {
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED", syscall: "connect" });

  function refusing(times: number) {
    return (network: Transport): Transport => ({
      ...network,
      exchange: (request, signal) => {
        if (request.method === "POST" && times-- > 0) throw refused;
        return network.exchange(request, signal);
      },
    });
  }

  test("is no lost answer: it is sent again, and no list is asked for", async () => {
    const { emulator, acme } = await begin(refusing(2));
    await createOnce(acme, wanted());
    expect(emulator.calls().map(({ method }) => method)).toEqual(["GET", "POST"]);
  });

  test("may have been sent where the way broke under it: what stands is ours", async () => {
    const broken = Object.assign(new Error("broken"), { code: "EHOSTUNREACH", syscall: "read" });
    let isFirst = true;
    const { emulator, acme } = await begin((network) => ({
      ...network,
      exchange: async (request, signal) => {
        const answer = await network.exchange(request, signal);
        if (request.method === "POST" && isFirst) {
          isFirst = false;
          throw broken;
        }
        return answer;
      },
    }));
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(posts(emulator)).toBe(1);
  });

  test("leaves nothing that may stand, and nothing is said of it", async () => {
    const { acme } = await begin(refusing(100));
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toMatch(/^No answer from Arraylake to POST .*: the connection was refused/);
  });
});

test("a refusal stays a refusal, where the list is refused too", async () => {
  const { emulator, acme } = await begin();
  await acme.buckets();
  emulator.fail({ kind: "status", status: 403, times: "always" });
  expect((await failure(createOnce(acme, wanted()))).message).toContain("Arraylake answered 403 to POST");
});

describe("what was there before is never taken", () => {
  test.each([...LOST_BEFORE, ...LOST_AFTER, SLOWED])(
    "though it is the same, and %s lost the answer",
    async (_, loss) => {
      const { emulator, acme } = await losing(loss);
      const before = emulator.putBucket("acme", { ...toWire(wanted()) });
      const { message } = await failure(createOnce(acme, wanted()));
      expect(message).toContain(`${before.id}, since`);
      expect(message).toContain("adopt: true");
      expect(emulator.buckets("acme")).toEqual([before]);
    },
  );

  test("though it came while we asked, when the service refuses the first POST", async () => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    const theirs = emulator.putBucket("acme", { ...toWire(wanted()) });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toContain(theirs.id);
    expect(message).toContain("adopt: true");
    expect(emulator.buckets("acme")).toEqual([theirs]);
  });

  test("though it came while we asked, and lists are behind when the service refuses the first POST", async () => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    const theirs = emulator.putBucket("acme", { ...toWire(wanted()) });
    emulator.fail({ kind: "status", status: 200, body: [], path: "/orgs/acme/buckets", method: "GET", times: 3 });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toContain(theirs.id);
    expect(message).toContain("adopt: true");
    expect(posts(emulator)).toBe(1);
  });

  test("though it is the same and came after an earlier list: one that is older than a moment is asked for anew", async () => {
    const { emulator, acme, clock } = await begin();
    await acme.buckets();
    const theirs = emulator.putBucket("acme", { ...toWire(wanted()) });
    clock.pass(31_000);
    emulator.fail({ kind: "reset-before", method: "POST" });
    expect((await failure(createOnce(acme, wanted()))).message).toContain(theirs.id);
    expect(emulator.buckets("acme")).toEqual([theirs]);
  });

  test("nor is what differs in anything that can be read", async () => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    emulator.putBucket("acme", { ...toWire(wanted()), extra_config: { region_name: "eu-west-1" } });
    emulator.fail({ kind: "reset-before", method: "POST" });
    expect((await failure(createOnce(acme, wanted()))).message).toContain("already stands there");
    expect(emulator.buckets("acme")).toHaveLength(1);
  });
});

describe("a refusal is told in the holder's name, whatever its status and form", () => {
  const forms = ([400, 403, 409, 422] as const).flatMap((status) =>
    (["string", "list", "object", "html"] as const).map((detail) => [status, detail] as const),
  );

  test.each(forms)("%i as %s", async (status, detail) => {
    const { emulator, acme } = await begin();
    emulator.behave({ locationTakenStatus: status, nicknameTakenStatus: status, detail });
    await acme.buckets();
    const holder = emulator.putBucket("acme", { ...toWire(wanted()), nickname: "theirs" });
    const location = await failure(createOnce(acme, wanted()));
    expect(location.message).toContain(`BucketConfig 'theirs' (s3://acme-arraylake/era5, id ${holder.id}`);
    emulator.patchBucket("acme", holder.id, { nickname: "era5", prefix: "other" });
    const nickname = await failure(createOnce(acme, wanted()));
    expect(nickname.message).toContain(`the nickname is held by BucketConfig 'era5' (s3://acme-arraylake/other`);
    expect(posts(emulator)).toBe(2);
  });

  test("and in the service's own words where nothing that stands explains it", async () => {
    const { emulator, acme } = await begin();
    emulator.fail({ kind: "status", status: 422, body: { detail: "no more than 10 configs" }, method: "POST" });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toContain("Arraylake answered 422 to POST /orgs/acme/buckets: no more than 10 configs");
    expect(posts(emulator)).toBe(1);
  });
});

describe("lists that are behind, when the next POST is refused by what was made", () => {
  const list = { method: "GET", path: "/orgs/acme/buckets" };

  /** The answer is lost, and after it lists still have what stood there before and is gone by now. */
  async function behind(times: number) {
    const begun = await begin();
    const { emulator, acme } = begun;
    const gone = emulator.putBucket("acme", { ...toWire(wanted()), nickname: "gone" });
    await acme.buckets();
    emulator.deleteBucket("acme", gone.id);
    emulator.fail({ kind: "reset-after", method: "POST" });
    emulator.fail({ kind: "status", status: 200, body: [gone], times, ...list });
    return { ...begun, gone };
  }

  test("name nobody who is gone by now: what was made is found", async () => {
    const { emulator, acme } = await behind(4);
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
    expect(posts(emulator)).toBe(2);
  });

  test("leave it open, where the service doesn't tell who is gone by now", async () => {
    const { emulator, acme, gone } = await behind(4);
    emulator.fail({ kind: "status", status: 403, method: "GET", path: `/orgs/acme/buckets/${gone.id}` });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toMatch(/^Nobody can tell whether .* Then, of the list: Arraylake answered 403 to GET/);
  });

  test.each([
    [180_000, 7, 15_750],
    [1_750, 4, 1_750],
    [1_749, 3, 750],
  ])(
    "are asked again for a while, within a time limit of %i ms: %i times, over %i ms",
    async (total, looks, waited) => {
      const emulator = await emulate();
      const { acme, clock } = organisation(emulator, undefined, { limits: { ...limits, total } });
      await acme.buckets();
      emulator.clearCalls();
      emulator.fail({ kind: "status", status: 409, method: "POST" });
      const begun = clock.now();
      await failure(createOnce(acme, wanted()));
      expect(clock.now() - begun).toBe(waited);
      expect(emulator.calls().filter(({ method }) => method === "GET")).toHaveLength(looks);
    },
  );
});

describe("the POST is sent again", () => {
  test("as often as it may be tried, and no more", async () => {
    const { emulator, acme } = await begin();
    emulator.fail({ kind: "status", status: 500, method: "POST", times: "always" });
    await failure(createOnce(acme, wanted()));
    expect(posts(emulator)).toBe(limits.tries);
  });

  test.each([
    ["20", 2],
    ["21", 1],
  ])("within the time limit: where the service asks to wait %s s, %i in all", async (seconds, sent) => {
    const { emulator, acme } = await begin();
    emulator.fail({ kind: "status", status: 503, headers: { "retry-after": seconds }, method: "POST" });
    await createOnce(acme, wanted()).catch(() => undefined);
    expect(posts(emulator)).toBe(sent);
  });
});

describe("every end that leaves it open says that it may stand, and the way out", () => {
  const MAY_STAND =
    /^Nobody can tell whether BucketConfig 'era5' \(s3:\/\/acme-arraylake\/era5\) was created: it may stand/;
  const list = { method: "GET", path: "/orgs/acme/buckets" };

  const ENDS: [string, FaultRule[]][] = [
    [
      "the list is refused",
      [
        { kind: "reset-after", method: "POST" },
        { kind: "status", status: 403, ...list },
      ],
    ],
    [
      "the token is no longer taken",
      [
        { kind: "reset-after", method: "POST" },
        { kind: "status", status: 401, times: "always" },
      ],
    ],
    ["the first answer is that the token isn't taken", [{ kind: "status", status: 401, times: "always" }]],
    [
      "the next POST is refused by what stands, which no list shows",
      [
        { kind: "reset-after", method: "POST" },
        { kind: "status", status: 200, body: [], times: "always", ...list },
      ],
    ],
    [
      "the next POST is refused for another reason",
      [
        { kind: "reset-before", method: "POST" },
        { kind: "status", status: 422, method: "POST" },
      ],
    ],
    ["the first POST is refused by what no list shows", [{ kind: "status", status: 409, method: "POST" }]],
    [
      "the service stays in trouble, at length",
      [{ kind: "status", status: 500, body: MEGABYTES, method: "POST", times: "always" }],
    ],
    [
      "there is no time for another try",
      [{ kind: "status", status: 503, headers: { "retry-after": "3600" }, method: "POST" }],
    ],
    ["all answers are others'", [{ kind: "status", status: 200, body: CROSSED, method: "POST", times: "always" }]],
  ];

  test.each(ENDS)("%s", async (_, faults) => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    for (const fault of faults) emulator.fail(fault);
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toMatch(MAY_STAND);
    expect(message).toContain("`adopt: true` takes over what was made");
    expect(message.length).toBeLessThan(2000);
    for (const secret of Object.values(SECRETS)) expect(message).not.toContain(secret);
  });

  test("in these words", async () => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    emulator.fail({ kind: "reset-after", method: "POST" });
    emulator.fail({ kind: "status", status: 403, body: { detail: "token was revoked" }, method: "GET" });
    expect(steady((await failure(createOnce(acme, wanted()))).message)).toMatchInlineSnapshot(
      `"Nobody can tell whether BucketConfig 'era5' (s3://acme-arraylake/era5) was created: it may stand, though this stack doesn't know it. Run \`pulumi up\` again; if that says that the location is taken, \`adopt: true\` takes over what was made. What went wrong: No answer from Arraylake to POST /orgs/acme/buckets: the connection was reset (http://HOST). Try again; if it stays, check proxies and firewalls on the way. Then, of the list: Arraylake answered 403 to GET /orgs/acme/buckets: token was revoked (request ID). The token may not do this here: only an organisation's admins may change its BucketConfigs. Check the token, and arraylake:org or ARRAYLAKE_ORG."`,
    );
  });
});

describe("where the service names no maker, and its clock runs ahead,", () => {
  /** A service whose answers come from five minutes ahead of what it writes into its rows. */
  async function ahead(answer: (row: object) => object = (row) => row) {
    const date = new Date(Date.now() + 300_000).toUTCString();
    const rows: object[] = [];
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.setHeader("date", date);
        if (request.url === "/user") return response.end(JSON.stringify({ email: EMAIL }));
        if (request.method === "GET") return response.end(JSON.stringify(rows));
        const sent = JSON.parse(Buffer.concat(chunks).toString()) as NewBucketWire;
        const row = { ...sent, id: "1a2b", created: new Date().toISOString(), created_by: null };
        rows.push(answer(row));
        return response.end(JSON.stringify(row));
      });
    });
    return organisation({ url });
  }

  test("an answer that names what was sent is believed", async () => {
    const { acme } = await ahead();
    expect(await createOnce(acme, wanted())).toMatchObject({ id: "1a2b" });
  });

  test("and not where the list names somebody else", async () => {
    const { acme } = await ahead((row) => ({ ...row, created_by: "ann@acme.example" }));
    expect((await failure(createOnce(acme, wanted()))).message).toContain("id 1a2b");
  });
});

describe("a row whose id can't be read", () => {
  test("is nobody's creation, though it is where it was sent to", async () => {
    const { emulator, acme } = await begin();
    emulator.fail({ kind: "reset-after", method: "POST" });
    const list = { kind: "odd" as const, times: 2, method: "GET", path: "/orgs/acme/buckets" };
    await acme.buckets();
    emulator.fail({ ...list, kind: "status", status: 200, body: [{ ...toWire(wanted()), id: [1] }] });
    const made = await createOnce(acme, wanted());
    expect(ids(emulator)).toEqual([made.id]);
  });

  test("leaves open whether what was sent stands, for as long as it is there", async () => {
    const { emulator, acme } = await begin();
    await acme.buckets();
    emulator.fail({ kind: "reset-after", method: "POST", times: "always" });
    const rows = [{ ...toWire(wanted()), id: [1] }];
    listing(emulator, rows);
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toMatch(/^Nobody can tell whether BucketConfig 'era5' .*`adopt: true` takes over what was made\./);
  });
});

test("a list that is behind names nobody as the holder who has moved on by now", async () => {
  const { emulator, acme } = await begin();
  const before = emulator.putBucket("acme", { nickname: "era5" });
  emulator.patchBucket("acme", before.id, { nickname: "moved-on" });
  listing(emulator, [before]);
  emulator.fail({ kind: "reset-after", method: "POST", times: "always" });
  const { message } = await failure(createOnce(acme, wanted()));
  expect(message).toMatch(/^Nobody can tell whether BucketConfig 'era5'/);
});

test("what an answer names is told on one line, without what acts on a terminal", async () => {
  const { emulator, acme } = await begin();
  const nickname = "ev\u001b[2Jil\nline";
  const other = { ...toWire(wanted()), id: "other", nickname };
  emulator.fail({ kind: "status", status: 200, body: other, method: "POST", times: "always" });
  const { message } = await failure(createOnce(acme, wanted()));
  expect(message).toContain("'evil line'");
});

test("waiting for its turn takes none of a creation's time", async () => {
  const { emulator, clock, acme } = await begin((network) => ({
    ...network,
    exchange: async (request, signal) => {
      if (request.method === "POST") await new Promise<void>((resolve) => void clock.after(4_000, resolve));
      return network.exchange(request, signal);
    },
  }));
  emulator.fail({ kind: "status", status: 503, method: "POST", skip: 95 });
  const names = Array.from({ length: 100 }, (_, index) => `config-${index}`);
  await Promise.all(
    names.map((name) => createOnce(acme, wanted("hmac", { nickname: name, uri: `minio://lab-bucket/${name}` }))),
  );
  expect(ids(emulator)).toHaveLength(100);
});

test("what may be ours is not said to hold its own nickname, where its place can't be read", async () => {
  const { emulator, acme } = await begin();
  await acme.buckets();
  emulator.fail({ kind: "reset-after", method: "POST", times: "always" });
  const rows = [{ ...toWire(wanted()), id: randomUUID(), prefix: ["era5"] }];
  listing(emulator, rows);
  expect((await failure(createOnce(acme, wanted()))).message).toMatch(/^Nobody can tell whether BucketConfig 'era5'/);
});

test("what the list tells in a form that nobody can read is ours all the same", async () => {
  const { emulator, acme } = await begin();
  await acme.buckets();
  emulator.fail({ kind: "status", status: 502, when: "after", method: "POST" });
  const list = { times: 1, method: "GET", path: "/orgs/acme/buckets" };
  const id = randomUUID();
  emulator.fail({
    kind: "status",
    status: 200,
    body: [{ ...toWire(wanted()), id, extra_config: { region_name: [1] } }],
    ...list,
  });
  expect(await createOnce(acme, wanted())).toMatchObject({ id });
});

test("after a 409, what stands there may be what was just created", async () => {
  const { emulator, acme } = await begin();
  await acme.buckets();
  emulator.putBucket("acme", { ...toWire(wanted()) });
  emulator.fail({ kind: "status", status: 409, method: "POST" });
  expect((await failure(createOnce(acme, wanted()))).message).toMatch(/It may be what was just created\.$/);
});
