import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Transport } from "../../../provider/api/transport";
import type { Emulator, FaultRule } from "../../../provider/emulator/index";
import { createOnce } from "../../../provider/lifecycle/create-once";
import { Organisation } from "../../../provider/lifecycle/organisation";
import { Sightings } from "../../../provider/lifecycle/sightings";
import { type NormalForm, normalForm } from "../../../provider/model/normal-form";
import { toWire } from "../../../provider/model/wire";
import { bytes, timeless } from "../helpers/clock";
import { connect, emulate, failure, serve } from "../helpers/connected";
import { METHODS, SECRETS } from "../helpers/samples";
import { steady } from "../helpers/sessions";

const limits = { tries: 6, transportTries: 6, total: 20_000 };

function wanted(method: keyof typeof METHODS = "aws_customer_managed_role", changes: object = {}): NormalForm {
  return normalForm({ nickname: "era5", ...METHODS[method].input, ...changes }, "acme");
}

/** An organisation at a service, whose waits are over at once. The way there may be another than the network. */
function organisation({ url }: Pick<Emulator, "url">, way: (network: Transport) => Transport = (network) => network) {
  const { clock, transport } = timeless(url);
  const { client } = connect(url, { limits, timeout: 5_000, clock, transport: way(transport) });
  return { acme: new Organisation(client, "acme"), clock };
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
    const email = "ci@acme.example";
    const rows: object[] = [];
    let posted = 0;
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const said = request.url === "/user" ? { email } : rows;
        if (request.method === "GET") return response.setHeader("date", date).end(JSON.stringify(said));
        posted++;
        const sent = JSON.parse(Buffer.concat(chunks).toString());
        rows.push({ ...sent, id: randomUUID(), created, created_by: email, auth_config: null });
        return request.socket.destroy();
      });
    });
    const made = await createOnce(organisation({ url }).acme, wanted());
    expect(rows).toMatchObject([{ id: made.id }]);
    expect(posted).toBe(1);
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

  test("nor one that another creation of the same run has been given: one of them makes its own", async () => {
    const emulator = await emulate({ orgs: ["acme", "other"] });
    const { clock, transport } = timeless(emulator.url);
    const { client } = connect(emulator.url, { limits, timeout: 5_000, clock, transport });
    const sightings = new Sightings();
    const orgs = ["acme", "other"] as const;
    const [acme, other] = orgs.map((org) => new Organisation(client, org, sightings)) as [Organisation, Organisation];
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
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });

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
