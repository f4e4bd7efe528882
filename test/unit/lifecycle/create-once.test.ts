import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Emulator, FaultRule } from "../../../provider/emulator/index";
import { createOnce } from "../../../provider/lifecycle/create-once";
import { Organisation } from "../../../provider/lifecycle/organisation";
import { type NormalForm, normalForm } from "../../../provider/model/normal-form";
import { toWire } from "../../../provider/model/wire";
import { connect, emulate, failure, serve } from "../helpers/connected";
import { METHODS, SECRETS } from "../helpers/samples";
import { steady } from "../helpers/sessions";

const limits = { tries: 6, transportTries: 6, total: 20_000 };

function wanted(method: keyof typeof METHODS = "aws_customer_managed_role", changes: object = {}): NormalForm {
  return normalForm({ nickname: "era5", ...METHODS[method].input, ...changes }, "acme");
}

function organisation(emulator: Pick<Emulator, "url">, timeout?: number): Organisation {
  return new Organisation(connect(emulator.url, { limits, timeout }).client, "acme");
}

/** How long one try may take, in milliseconds: short only where no answer ever comes. */
function patience({ kind }: FaultRule): number | undefined {
  return kind === "hang" ? 500 : undefined;
}

function posts(emulator: Emulator): number {
  return emulator.calls().filter(({ method }) => method === "POST").length;
}

const LOST_BEFORE: [string, FaultRule][] = [
  ["a reset", { kind: "reset-before" }],
  ["a 500", { kind: "status", status: 500 }],
  ["a 502", { kind: "status", status: 502, body: "<html>Bad gateway</html>" }],
  ["a 503", { kind: "status", status: 503, headers: { "retry-after": "0" } }],
  ["a 504", { kind: "status", status: 504 }],
  ["no answer", { kind: "hang" }],
];
const LOST_AFTER: [string, FaultRule][] = [
  ["a reset", { kind: "reset-after" }],
  ["a 500", { kind: "status", status: 500, when: "after" }],
  ["a 502", { kind: "status", status: 502, when: "after" }],
  ["a 503", { kind: "status", status: 503, when: "after" }],
  ["a 504", { kind: "status", status: 504, when: "after" }],
  ["a cut-off", { kind: "cut-off" }],
  ["garbage", { kind: "garbage" }],
  ["no answer", { kind: "hang", when: "after" }],
];
const METHOD_NAMES = Object.keys(METHODS) as (keyof typeof METHODS)[];

describe("when the answer to the POST is lost, exactly one BucketConfig stands afterwards", () => {
  test.each(LOST_AFTER)("the work done, then %s: it is found, and the POST is not sent again", async (_, fault) => {
    const emulator = await emulate();
    emulator.fail({ ...fault, method: "POST" });
    const made = await createOnce(organisation(emulator, patience(fault)), wanted());
    expect(emulator.buckets("acme").map(({ id }) => id)).toEqual([made.id]);
    expect(posts(emulator)).toBe(1);
  });

  test.each(LOST_BEFORE)("nothing done, then %s: the POST is sent once more", async (_, fault) => {
    const emulator = await emulate();
    emulator.fail({ ...fault, method: "POST" });
    const made = await createOnce(organisation(emulator, patience(fault)), wanted());
    expect(emulator.buckets("acme").map(({ id }) => id)).toEqual([made.id]);
    expect(posts(emulator)).toBe(2);
  });

  test.each(METHOD_NAMES)("with method %s", async (method) => {
    const emulator = await emulate();
    emulator.fail({ kind: "reset-after", method: "POST" });
    const made = await createOnce(organisation(emulator), wanted(method));
    expect(emulator.buckets("acme")).toMatchObject([{ id: made.id, ...toWire(wanted(method)) }]);
    expect(posts(emulator)).toBe(1);
  });

  test("several times in a row", async () => {
    const emulator = await emulate();
    emulator.fail({ kind: "reset-before", method: "POST", times: 2 });
    emulator.fail({ kind: "cut-off", method: "POST" });
    const made = await createOnce(organisation(emulator), wanted());
    expect(emulator.buckets("acme").map(({ id }) => id)).toEqual([made.id]);
    expect(posts(emulator)).toBe(3);
  });

  test("also when the service took the lost POST late, after the list was read, and refuses the next", async () => {
    const emulator = await emulate();
    const acme = organisation(emulator);
    emulator.fail({ kind: "reset-after", method: "POST" });
    await acme.buckets();
    const late = emulator.fail({ kind: "status", status: 200, body: [], method: "GET" });
    const made = await createOnce(acme, wanted());
    expect(late.fired).toBe(1);
    expect(emulator.buckets("acme").map(({ id }) => id)).toEqual([made.id]);
    expect(posts(emulator)).toBe(2);
  });

  test("also when the service doesn't tell auth configs in its list", async () => {
    const rows: object[] = [];
    let posted = 0;
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        if (request.method === "GET") return response.end(JSON.stringify(rows));
        posted++;
        rows.push({ ...JSON.parse(Buffer.concat(chunks).toString()), id: randomUUID(), auth_config: null });
        return request.socket.destroy();
      });
    });
    const made = await createOnce(organisation({ url }), wanted());
    expect(rows).toMatchObject([{ id: made.id }]);
    expect(posted).toBe(1);
  });

  test.each([1, 2, 3, 4])("whatever goes wrong at random (seed %i), for many at once", async (seed) => {
    const emulator = await emulate();
    const acme = organisation(emulator);
    const random = emulator.failRandomly({
      rate: 0.3,
      seed,
      kinds: [
        "reset-before",
        "reset-after",
        "status",
        { kind: "status", status: 502, when: "after" },
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

test("a refusal stays a refusal, where the list is refused too", async () => {
  const emulator = await emulate();
  const acme = organisation(emulator);
  await acme.buckets();
  emulator.fail({ kind: "status", status: 403, times: "always" });
  expect((await failure(createOnce(acme, wanted()))).message).toContain("Arraylake answered 403 to POST");
});

describe("what was there before is never taken", () => {
  test.each([...LOST_BEFORE, ...LOST_AFTER])("though it is the same, and %s lost the answer", async (_, fault) => {
    const emulator = await emulate();
    const before = emulator.putBucket("acme", { ...toWire(wanted()) });
    emulator.fail({ ...fault, method: "POST" });
    const { message } = await failure(createOnce(organisation(emulator, patience(fault)), wanted()));
    expect(message).toContain(`${before.id}, since`);
    expect(message).toContain("adopt: true");
    expect(emulator.buckets("acme")).toEqual([before]);
  });

  test("though it came while we asked, when the service refuses the first POST", async () => {
    const emulator = await emulate();
    const acme = organisation(emulator);
    await acme.buckets();
    const theirs = emulator.putBucket("acme", { ...toWire(wanted()) });
    const { message } = await failure(createOnce(acme, wanted()));
    expect(message).toContain(theirs.id);
    expect(emulator.buckets("acme")).toEqual([theirs]);
  });

  test("though it is the same and came after the list was asked for, when it was made before this call", async () => {
    const emulator = await emulate();
    const acme = organisation(emulator);
    await acme.buckets();
    const created = new Date(Date.now() - 60_000).toISOString();
    const theirs = emulator.putBucket("acme", { ...toWire(wanted()), created });
    emulator.fail({ kind: "reset-before", method: "POST" });
    expect((await failure(createOnce(acme, wanted()))).message).toContain(theirs.id);
    expect(emulator.buckets("acme")).toEqual([theirs]);
  });

  test("nor is what differs in anything that can be read", async () => {
    const emulator = await emulate();
    const acme = organisation(emulator);
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
    const emulator = await emulate({ behaviour: { locationTakenStatus: status, nicknameTakenStatus: status, detail } });
    const acme = organisation(emulator);
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
    const emulator = await emulate();
    emulator.fail({ kind: "status", status: 422, body: { detail: "no more than 10 configs" }, method: "POST" });
    const { message } = await failure(createOnce(organisation(emulator), wanted()));
    expect(message).toContain("Arraylake answered 422 to POST /orgs/acme/buckets: no more than 10 configs");
    expect(posts(emulator)).toBe(1);
  });

  test("an unaccepted token is no refusal of the config: nothing more is asked", async () => {
    const emulator = await emulate();
    const acme = organisation(emulator);
    await acme.buckets();
    emulator.clearCalls();
    emulator.fail({ kind: "status", status: 401 });
    expect(await failure(createOnce(acme, wanted()))).toMatchObject({ status: 401 });
    expect(emulator.calls()).toHaveLength(1);
  });
});

test("when the list can't be read either, the message says that nobody knows, and the way out", async () => {
  const emulator = await emulate();
  const acme = organisation(emulator);
  await acme.buckets();
  emulator.fail({ kind: "reset-after", method: "POST" });
  emulator.fail({ kind: "status", status: 403, body: { detail: "token was revoked" }, method: "GET" });
  const { message } = await failure(createOnce(acme, wanted()));
  expect(steady(message)).toMatchInlineSnapshot(
    `"Nobody can tell whether BucketConfig 'era5' (s3://acme-arraylake/era5) was created. Run \`pulumi up\` again; if it says that the location is taken, \`adopt: true\` takes over what was made. What went wrong: No answer from Arraylake to POST /orgs/acme/buckets: the connection was reset (http://HOST). Try again; if it stays, check proxies and firewalls on the way. Then, of the list: Arraylake answered 403 to GET /orgs/acme/buckets: token was revoked (request ID). The token may not do this here: only an organisation's admins may change its BucketConfigs. Check the token, and arraylake:org or ARRAYLAKE_ORG."`,
  );
  for (const secret of Object.values(SECRETS)) expect(message).not.toContain(secret);
});
