import { describe, expect, test } from "vitest";
import type { Emulator, FaultRule } from "../../../provider/emulator/index";
import { BucketConfigLifecycle, type BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import { changesBetween } from "../../../provider/model/diff";
import type { CheckedInputs, NormalForm } from "../../../provider/model/normal-form";
import { fingerprint } from "../../../provider/model/secrets";
import { UNKNOWN } from "../../../provider/model/unknown";
import { emulate, failure } from "../helpers/connected";
import { hmacInput, METHODS, r2Input, SAMPLES, SECRETS, s3Input } from "../helpers/samples";
import { callsSince, openSession, REPOS, steady } from "../helpers/sessions";

type Values = Record<string, unknown>;

const ID = "00000000-0000-4000-8000-000000000000";
const CROSSED = { id: ID, nickname: "crossed", platform: "gs", name: "elsewhere" };

async function begin(settings?: Record<string, string>) {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const { session, told } = openSession(emulator, settings);
  const config = new BucketConfigLifecycle(session);
  /** With what was before, as in a later run: each run has a process of its own. */
  const checked = async (input: Values, olds?: Values): Promise<CheckedInputs> => {
    const { inputs, failures } = await (olds ? anotherProcess(emulator) : config).check(olds ?? {}, input);
    expect(failures).toEqual([]);
    return inputs as unknown as CheckedInputs;
  };
  const created = async (input: Values) => {
    const { id, outs } = await config.create(await checked(input));
    callsSince(emulator);
    return { id, outs: outs as BucketConfigState };
  };
  return { emulator, config, told, checked, created };
}

/** The same provider in another process: it has read nothing and remembers nothing. */
function anotherProcess(emulator: Emulator): BucketConfigLifecycle {
  return new BucketConfigLifecycle(openSession(emulator).session);
}

describe("check", () => {
  test("gives the normal form, with the default organisation", async () => {
    const { checked } = await begin();
    expect(await checked(s3Input({ nickname: " era5 " }))).toMatchObject({
      org: "acme",
      nickname: "era5",
      prefix: "era5",
    });
    expect(await checked(s3Input({ org: "other" }))).toMatchObject({ org: "other" });
  });

  test("tells all failures at once, in sentences, and asks nobody", async () => {
    const { emulator, config } = await begin({ "arraylake:org": "" });
    const { inputs, failures } = await config.check(
      {},
      { nickname: "x", uri: "nowhere", authConfig: { method: "hmac" } },
    );
    expect(failures).toMatchInlineSnapshot(`
      [
        "org is required: set it on the resource or its Provider, or once with \`pulumi config set arraylake:org NAME\` or ARRAYLAKE_ORG.",
        "nickname must be 3 to 64 characters: letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first; not 'x'.",
        "authConfig.accessKeyId is required.",
        "authConfig.secretAccessKey is required.",
        "uri must have the form scheme://bucket[/prefix], with one of the schemes s3, s3-compatible, minio, gs, az, azure.",
      ]
    `);
    expect(inputs).toEqual({ nickname: "x", uri: "nowhere", authConfig: { method: "hmac" } });
    expect(callsSince(emulator)).toEqual([]);
  });

  test("lets unknown values pass, also in place of all that is asked for", async () => {
    const { checked } = await begin();
    const open = { org: UNKNOWN, nickname: UNKNOWN, uri: UNKNOWN, extraConfig: UNKNOWN, authConfig: UNKNOWN };
    expect(await checked(open)).toMatchObject({ org: UNKNOWN, nickname: UNKNOWN, name: UNKNOWN, authConfig: UNKNOWN });
  });

  test("asks nothing at rest, and shares one list where something is new", async () => {
    const { emulator, checked, created } = await begin();
    const { outs } = await created(s3Input());
    await checked(s3Input(), { ...outs });
    expect(callsSince(emulator)).toEqual([]);
    const another = anotherProcess(emulator);
    const inputs = [1, 2, 3].map((index) => s3Input({ nickname: `new-${index}`, prefix: `new-${index}` }));
    const results = await Promise.all(inputs.map((input) => another.check({}, input)));
    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
    expect(callsSince(emulator)).toEqual(["GET buckets"]);
  });

  test("refuses in a preview what an update would fail at", async () => {
    const { emulator, created } = await begin();
    const { id } = await created(s3Input());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    const another = anotherProcess(emulator);
    const twin = await another.check({}, s3Input({ nickname: "twin" }));
    expect(twin.failures).toEqual([expect.stringMatching(/^Can't create .*already stands there/)]);
    const twice = await another.check({}, s3Input({ nickname: "twice", prefix: "twice" }));
    const again = await another.check({}, s3Input({ nickname: "twice", prefix: "again" }));
    expect([twice.failures.length, again.failures.length]).toEqual([0, 1]);
  });

  test("refuses a default organisation that would lead elsewhere, and asks nobody", async () => {
    const { emulator, config } = await begin({ "arraylake:org": ".." });
    const { failures } = await config.check({}, s3Input());
    expect(failures).toEqual([
      expect.stringMatching(/^org \(arraylake:org or ARRAYLAKE_ORG\) must be .*; not '\.\.'\.$/),
    ]);
    expect(callsSince(emulator)).toEqual([]);
  });

  test("lets stand as it is what an earlier version took, and asks of what is replaced what it asks of a new one", async () => {
    const { emulator, created } = await begin();
    const { outs } = await created(hmacInput());
    const [config] = emulator.buckets("acme");
    const extra_config = { endpoint_url: "minio.example.com", use_ssl: "true" };
    emulator.patchBucket("acme", config?.id ?? "", { extra_config });
    const extraConfig = { endpointUrl: "minio.example.com", useSsl: "true" };
    const state = { ...outs, extraConfig };
    for (const changes of [{}, { nickname: "renamed" }])
      expect((await anotherProcess(emulator).check(state, hmacInput({ extraConfig, ...changes }))).failures).toEqual(
        [],
      );
    const moved = hmacInput({ extraConfig, uri: "minio://moved" });
    for (const olds of [state, {}])
      expect((await anotherProcess(emulator).check(olds, moved)).failures).toEqual([
        "extraConfig.endpointUrl must be an http:// or https:// URL, without a user name or password.",
        "extraConfig.useSsl must be true or false, without quotes.",
      ]);
  });
});

describe("diff", () => {
  test("is none at rest, in place for the nickname, and else a replacement; and never creates first", async () => {
    const { emulator, config, checked, created } = await begin();
    const { id, outs } = await created(s3Input());
    const diff = async (changes: Values) => {
      const news = await checked(s3Input(changes), { ...outs });
      return config.diff(id, outs, news);
    };
    expect(await diff({})).toEqual({ changes: [], deleteBeforeReplace: true });
    expect(callsSince(emulator)).toEqual([]);
    expect(await diff({ nickname: "new" })).toEqual({
      changes: [{ path: ["nickname"], replaces: false }],
      deleteBeforeReplace: true,
    });
    const settings = { regionName: "eu-west-1", useSsl: true };
    expect(await diff({ prefix: "new", extraConfig: settings })).toEqual({
      changes: [
        { path: ["prefix"], replaces: true },
        { path: ["extraConfig", "regionName"], replaces: true },
        { path: ["extraConfig", "useSsl"], replaces: true },
      ],
      deleteBeforeReplace: true,
    });
    expect(await diff({ prefix: UNKNOWN })).toEqual({
      changes: [{ path: ["prefix"], replaces: true }],
      deleteBeforeReplace: true,
    });
  });

  test("never fails: not in a refresh, where its sides are swapped, and not for what is in use", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    emulator.patchBucket("acme", id, { prefix: "moved" });
    const another = anotherProcess(emulator);
    const { props } = await another.read(id, outs);
    expect(await another.diff(id, props as BucketConfigState, outs)).toEqual({
      changes: [{ path: ["prefix"], replaces: true }],
      deleteBeforeReplace: true,
    });
  });
});

describe("create", () => {
  test.each(SAMPLES)("%s: stores what is declared, and gives back the whole state", async (_, { input }) => {
    const { emulator, config, told, checked } = await begin();
    const wanted = await checked({ nickname: "era5", ...input });
    const { id, outs } = await config.create(wanted);
    const [row] = emulator.buckets("acme");
    expect(row?.id).toBe(id);
    expect(outs).toEqual({ ...wanted, uri: expect.any(String), createdAt: row?.created, createdBy: row?.created_by });
    expect(callsSince(emulator)).toEqual(["GET buckets", "POST buckets"]);
    expect(told.warn).toEqual([]);
  });

  test("says so when the service stored it otherwise", async () => {
    const { emulator, config, told, checked } = await begin();
    const wanted = await checked(s3Input());
    const { wire } = METHODS.aws_customer_managed_role;
    const auth_config = { ...wire.auth_config, external_role_name: "another" };
    const stored = { ...wire, nickname: "era5", extra_config: {}, auth_config };
    emulator.fail({ kind: "status", status: 200, body: emulator.putBucket("acme", stored), method: "POST" });
    await config.create(wanted);
    expect(told.warn).toEqual([
      "Arraylake stored BucketConfig 'era5' (s3://acme-arraylake/era5) otherwise than declared: authConfig.externalRoleName (a text) as (another text). Declare what it stored, or every refresh shows a change.",
    ]);
  });

  test("keeps nothing of an answer that speaks of another config", async () => {
    const { emulator, config, told, checked } = await begin();
    const wanted = await checked(s3Input());
    const row = { id: ID, ...METHODS.hmac.wire, nickname: "theirs", created_by: "mallory@example.com" };
    emulator.fail({ kind: "status", status: 200, body: row, method: "POST", when: "after" });
    const { id, outs } = await config.create(wanted);
    const [made] = emulator.buckets("acme");
    expect(id).toBe(made?.id);
    expect(outs).toEqual({
      ...wanted,
      uri: expect.any(String),
      createdAt: made?.created,
      createdBy: made?.created_by,
    });
    expect(told.warn).toEqual([]);
  });
});

describe("adoption", () => {
  test("takes what stands as declared, writes nothing, and names the secrets that nobody can compare", async () => {
    const { emulator, config, created } = await begin();
    const { id } = await created(s3Input());
    const another = openSession(emulator);
    const adopting = new BucketConfigLifecycle(another.session);
    const { inputs } = await adopting.check({}, s3Input({ adopt: true }));
    const { id: adopted, outs } = await adopting.create(inputs as unknown as CheckedInputs);
    expect(adopted).toBe(id);
    expect(outs).not.toHaveProperty("adopt");
    expect(callsSince(emulator)).toEqual(["GET buckets", "GET buckets/ID"]);
    expect(another.told.warn.map(steady)).toMatchInlineSnapshot(`
      [
        "Arraylake doesn't give back authConfig.sharedSecret of BucketConfig 'era5' (s3://acme-arraylake/era5, id ID), which is taken over: nobody can tell whether it is as declared. Make sure that it is.",
      ]
    `);
    expect(another.told.info.map(steady)).toEqual([
      "BucketConfig 'era5' (s3://acme-arraylake/era5, id ID) is taken over as it stands; nothing was written.",
    ]);
    expect(await config.diff(id, outs as BucketConfigState, inputs as unknown as CheckedInputs)).toMatchObject({
      changes: [],
    });
  });

  test("of 25, as Pulumi begins some at a time, is told once, and not as a warning", async () => {
    const { emulator, created } = await begin();
    const inputs = Array.from({ length: 25 }, (_, index) =>
      hmacInput({ nickname: `lab-${String(index).padStart(2, "0")}`, uri: `minio://lab-bucket/${index}` }),
    );
    for (const input of inputs) await created(input);
    const { session, told } = openSession(emulator);
    const adopting = new BucketConfigLifecycle(session);
    const waiting = [...inputs];
    const worker = async () => {
      for (let input = waiting.shift(); input; input = waiting.shift()) {
        const checked = await adopting.check({}, { ...input, adopt: true });
        await adopting.create(checked.inputs as unknown as CheckedInputs);
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    expect(told.warn).toEqual([]);
    expect(told.info).toEqual([
      expect.stringMatching(
        /^25 BucketConfigs are taken over as they stand; nothing was written: lab-00, lab-01, .*, lab-19, and 5 more\.$/,
      ),
    ]);
  });

  test("is foretold in a preview", async () => {
    const { emulator, created } = await begin();
    await created(hmacInput());
    const { session, told } = openSession(emulator);
    const adopting = new BucketConfigLifecycle(session);
    const { inputs } = await adopting.check({}, hmacInput({ adopt: true }));
    expect(told.info).toEqual([]);
    adopting.planned(inputs as unknown as CheckedInputs);
    expect(told.info.map(steady)).toEqual([
      "BucketConfig 'lab' (minio://lab-bucket/raw, id ID) stands already, and is to be taken over as it is: nothing will be written.",
    ]);
    expect(told.warn).toEqual([]);
  });

  test("takes nothing that is otherwise, and creates where nothing stands", async () => {
    const { emulator, config, checked } = await begin();
    const wanted = await checked(hmacInput({ adopt: true }));
    const theirs = emulator.putBucket("acme", { ...METHODS.hmac.wire, nickname: "theirs" });
    const another = anotherProcess(emulator);
    expect((await failure(another.create(wanted))).message).toMatch(/^Can't adopt BucketConfig 'theirs'/);
    expect(emulator.buckets("acme")).toEqual([theirs]);
    emulator.deleteBucket("acme", theirs.id);
    const { outs } = await config.create(wanted);
    expect(outs).not.toHaveProperty("adopt");
  });

  test("goes by the config as it is now: what changed since the check is refused", async () => {
    const { emulator, config, checked } = await begin();
    const theirs = emulator.putBucket("acme", { ...METHODS.hmac.wire, nickname: "lab" });
    const wanted = await checked(hmacInput({ adopt: true }));
    emulator.patchBucket("acme", theirs.id, { extra_config: {} });
    expect((await failure(config.create(wanted))).message).toMatch(/^Can't adopt BucketConfig 'lab'/);
  });

  test("makes anew what is gone since the check", async () => {
    const { emulator, config, told, checked } = await begin();
    const theirs = emulator.putBucket("acme", { ...METHODS.hmac.wire, nickname: "lab" });
    const wanted = await checked(hmacInput({ adopt: true }));
    emulator.deleteBucket("acme", theirs.id);
    const { id } = await config.create(wanted);
    expect(emulator.buckets("acme").map((row) => row.id)).toEqual([id]);
    expect(told.warn).toEqual([]);
  });
});

describe("what the service can't mean is no drift, which would replace a healthy config: read keeps what the state has of", () => {
  test.each<[string, object, string]>([
    ["a setting in another form", { extra_config: { region_name: ["us-east-1"] } }, "extraConfig.regionName"],
    ["settings that aren't told", { extra_config: null }, "extraConfig"],
    ["a setting that is required and isn't told", { extra_config: {} }, "extraConfig.regionName"],
    ["a prefix that isn't told", { prefix: null }, "prefix"],
    ["an auth field in another form", { auth_config: { external_role_name: 5 } }, "authConfig.externalRoleName"],
    [
      "an auth field that is required and isn't told",
      { auth_config: { external_role_name: null } },
      "authConfig.externalRoleName",
    ],
  ])("%s, and says so", async (_, changes, path) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    const [row] = emulator.buckets("acme");
    const { auth_config } = changes as { auth_config?: object };
    const body = [{ ...row, ...changes, ...(auth_config && { auth_config: { ...row?.auth_config, ...auth_config } }) }];
    emulator.fail({ kind: "status", status: 200, body, path: "/orgs/acme/buckets" });
    const { session, told } = openSession(emulator);
    expect((await new BucketConfigLifecycle(session).read(id, outs)).props).toEqual(outs);
    expect(told.warn).toEqual([expect.stringContaining(`can't be read in part: ${path}.`)]);
  });

  test.each<[string, object, object, string | undefined]>([
    [
      "R2's duration in another form",
      r2Input({ durationSeconds: 900 }),
      { duration_seconds: "900" },
      "durationSeconds",
    ],
    ["R2's duration that isn't told", r2Input({ durationSeconds: 900 }), { duration_seconds: null }, "durationSeconds"],
    ["an account that isn't told", METHODS["anonymous on azure"].input, { storage_account: null }, undefined],
  ])("%s", async (_, input, changes, field) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created({ nickname: "odd", ...input });
    const [row] = emulator.buckets("acme");
    const body = [{ ...row, auth_config: { ...row?.auth_config, ...changes } }];
    emulator.fail({ kind: "status", status: 200, body, path: "/orgs/acme/buckets" });
    const { session, told } = openSession(emulator);
    expect((await new BucketConfigLifecycle(session).read(id, outs)).props).toEqual(outs);
    expect(told.warn).toEqual(field ? [expect.stringContaining(`can't be read in part: authConfig.${field}.`)] : []);
  });

  test("every setting, where none is told", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created({ nickname: "lab", ...METHODS.hmac.input });
    const body = [{ ...emulator.buckets("acme")[0], extra_config: null }];
    emulator.fail({ kind: "status", status: 200, body, path: "/orgs/acme/buckets" });
    expect((await new BucketConfigLifecycle(openSession(emulator).session).read(id, outs)).props).toEqual(outs);
  });

  test("a free setting that the state has, and no other", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input({ extraConfig: { regionName: "us-east-1", lanes: "3" } }));
    const [row] = emulator.buckets("acme");
    const body = [{ ...row, extra_config: { region_name: "us-east-1", lanes: 3, tags: {} } }];
    emulator.fail({ kind: "status", status: 200, body, path: "/orgs/acme/buckets" });
    const { session, told } = openSession(emulator);
    expect((await new BucketConfigLifecycle(session).read(id, outs)).props).toEqual(outs);
    expect(told.warn).toEqual([expect.stringContaining("can't be read in part: extraConfig.lanes.")]);
  });

  test("a config that may be the row without a readable id", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    const [row] = emulator.buckets("acme");
    emulator.deleteBucket("acme", id);
    const list = { kind: "status" as const, status: 200, path: "/orgs/acme/buckets" };
    emulator.fail({ ...list, body: [{ ...row, id: 17 }] });
    const error = await failure(new BucketConfigLifecycle(openSession(emulator).session).read(id, outs));
    expect(error.message).toContain("can't be read in part: id.");
    emulator.fail({ ...list, body: [{ ...row, id: 17, prefix: "other" }] });
    expect(await new BucketConfigLifecycle(openSession(emulator).session).read(id, outs)).toEqual({
      id: "",
      props: {},
    });
  });
});

test("a state whose import met no auth config takes the declared one without a replacement, and says so", async () => {
  const { emulator, config, told, checked, created } = await begin();
  const { id, outs } = await created(s3Input());
  const imported = { ...outs, authConfig: { method: "" } } as BucketConfigState;
  const news = await checked(s3Input(), { ...imported });
  expect(await config.diff(id, imported, news)).toMatchObject({
    changes: [{ path: ["authConfig", "method"], replaces: false }],
  });
  callsSince(emulator);
  expect((await config.update(id, imported, news)).outs).toEqual(outs);
  expect(told.warn).toEqual([
    expect.stringContaining("noted in the state as declared, and not sent: its auth config."),
  ]);
  expect(callsSince(emulator)).toEqual([]);
});

describe("read", () => {
  test("finds no difference in what was created, for every method", async () => {
    const { emulator, created } = await begin();
    const another = anotherProcess(emulator);
    const states = [];
    for (const [index, [, { input }]] of SAMPLES.entries())
      states.push(await created({ nickname: `config-${index}`, ...input }));
    for (const { id, outs } of states) {
      const read = await another.read(id, outs);
      const { uri: _, createdAt, createdBy, ...inputs } = outs;
      expect(read).toEqual({ id, props: outs, inputs });
    }
    expect(callsSince(emulator)).toEqual(["GET buckets"]);
  });

  test("sees what was changed outside, and keeps the secrets that the service masks", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(r2Input());
    const [row] = emulator.buckets("acme");
    emulator.patchBucket("acme", id, {
      nickname: "changed",
      extra_config: { endpoint_url: "https://other.r2.cloudflarestorage.com" },
      auth_config: { ...row?.auth_config, duration_seconds: 60, account_api_token: "changed-outside" },
    });
    const { props } = await anotherProcess(emulator).read(id, outs);
    expect(props).toEqual({
      ...outs,
      nickname: "changed",
      extraConfig: { endpointUrl: "https://other.r2.cloudflarestorage.com" },
      authConfig: { ...outs.authConfig, durationSeconds: 60 },
    });
  });

  test("shows a readable secret that was changed outside, and one at a new path only as a fingerprint", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(hmacInput());
    const hmac = { method: "hmac", access_key_id: "new-id", secret_access_key: "new-secret" };
    emulator.patchBucket("acme", id, { auth_config: hmac });
    const { props } = await anotherProcess(emulator).read(id, outs);
    expect(props).toMatchObject({ authConfig: { accessKeyId: "new-id", secretAccessKey: "new-secret" } });
    const role = await created(s3Input());
    emulator.patchBucket("acme", role.id, { auth_config: hmac });
    const { props: found, inputs } = await anotherProcess(emulator).read(role.id, role.outs);
    expect(found).toMatchObject({
      authConfig: { method: "hmac", accessKeyId: fingerprint("new-id"), secretAccessKey: fingerprint("new-secret") },
    });
    expect(JSON.stringify([found, inputs])).not.toContain("new-");
    expect(changesBetween(found as NormalForm, role.outs).map(({ field }) => field)).toEqual(["authConfig"]);
  });

  test("keeps the state's auth config where the service tells none", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.patchBucket("acme", id, { auth_config: null });
    expect(await anotherProcess(emulator).read(id, outs)).toMatchObject({ id, props: outs });
  });

  test("keeps what the state has of a field that can't be read, and says so", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.patchBucket("acme", id, { prefix: 5 as unknown as string });
    const { session, told } = openSession(emulator);
    expect(await new BucketConfigLifecycle(session).read(id, outs)).toMatchObject({ id, props: outs });
    expect(told.warn).toEqual([expect.stringContaining("prefix")]);
  });

  test("takes in nothing of which a field can't be read", async () => {
    const { emulator, created } = await begin();
    const { id } = await created(s3Input());
    emulator.patchBucket("acme", id, { prefix: 5 as unknown as string });
    expect((await failure(anotherProcess(emulator).read(id, {}))).message).toContain("prefix");
  });

  test("knows a config by its id alone, in the default organisation", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    const { props } = await anotherProcess(emulator).read(id, {});
    const { sharedSecret: _, ...readable } = outs.authConfig;
    expect(props).toEqual({ ...outs, authConfig: readable });
  });

  test("says gone of what is absent from the list and isn't found by its id", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.deleteBucket("acme", id);
    expect(await anotherProcess(emulator).read(id, outs)).toEqual({ id: "", props: {} });
    expect(callsSince(emulator)).toEqual(["GET buckets", "GET buckets/ID"]);
  });

  test("doesn't say gone because the list misses it: it is asked for by its id", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.fail({ kind: "status", status: 200, body: [], path: "/orgs/acme/buckets" });
    expect(await anotherProcess(emulator).read(id, outs)).toMatchObject({ id, props: outs });
  });

  const STATUSES = [401, 403, 500, 502] as const;

  test.each([...STATUSES, 404])("never says gone because of %i", async (status) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.fail({ kind: "status", status, headers: { "retry-after": "3600" }, times: "always" });
    expect(await failure(anotherProcess(emulator).read(id, outs))).toMatchObject({ status });
  });

  test.each(STATUSES)("never says gone because of %i, when it is asked for by its id", async (status) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.fail({ kind: "status", status: 200, body: [], path: "/orgs/acme/buckets" });
    emulator.fail({ kind: "status", status, headers: { "retry-after": "3600" }, times: "always" });
    expect(await failure(anotherProcess(emulator).read(id, outs))).toMatchObject({ status });
  });

  test("never says gone because the list came cut off, or empty of sense", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    for (const fault of [
      { kind: "cut-off" },
      { kind: "garbage", body: "{}" },
      { kind: "garbage", body: "null" },
    ] as const) {
      emulator.fail({ ...fault, times: "always" });
      await failure(anotherProcess(emulator).read(id, outs));
      emulator.clearFaults();
    }
  });
});

describe("update", () => {
  test("sends the nickname alone, and gives back the whole state", async () => {
    const { emulator, config, told, checked, created } = await begin();
    const { id, outs } = await created(s3Input());
    const news = await checked(s3Input({ nickname: "new" }), { ...outs });
    callsSince(emulator);
    expect(await config.update(id, outs, news)).toEqual({ outs: { ...outs, nickname: "new" } });
    const [call] = emulator.calls();
    expect([call?.method, call?.body]).toEqual(["PATCH", { nickname: "new" }]);
    expect(callsSince(emulator)).toEqual(["PATCH buckets/ID"]);
    expect(told).toEqual({ info: [], warn: [] });
  });

  test("isn't refused in its own name where the list knows of the rename already", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    const old = emulator.bucket("acme", id) ?? {};
    emulator.fail({ kind: "status", status: 403, body: { detail: "admins only" }, method: "PATCH", when: "after" });
    emulator.fail({ kind: "status", status: 200, body: old, method: "GET", path: `/orgs/acme/buckets/${id}` });
    const error = await failure(anotherProcess(emulator).update(id, outs, { ...outs, nickname: "new" }));
    expect(error).toMatchObject({ status: 403 });
  });

  test("notes all write-only secrets that the state didn't hold", async () => {
    const { config, told, created } = await begin();
    const { input } = METHODS.r2_customer_managed_role;
    const { id, outs } = await created({ nickname: "tiles", ...input });
    const { parentAccessKeyId: _, accountApiToken: __, parentSecretAccessKey: ___, ...authConfig } = outs.authConfig;
    await config.update(id, { ...outs, authConfig } as BucketConfigState, outs);
    expect(told.warn).toEqual([
      expect.stringContaining("not sent: accountApiToken and parentAccessKeyId and parentSecretAccessKey."),
    ]);
  });

  test("notes a write-only secret that the state didn't hold, sends nothing, and says so", async () => {
    const { emulator, config, told, checked, created } = await begin();
    const { id, outs } = await created(s3Input());
    const { sharedSecret: _, ...authConfig } = outs.authConfig;
    const imported = { ...outs, authConfig } as BucketConfigState;
    const news = await checked(s3Input(), { ...imported });
    expect(await config.diff(id, imported, news)).toEqual({
      changes: [{ path: ["authConfig", "sharedSecret"], replaces: false }],
      deleteBeforeReplace: true,
    });
    const { outs: noted } = await config.update(id, imported, news);
    expect(noted).toEqual(outs);
    expect(callsSince(emulator)).toEqual([]);
    expect(told.warn).toMatchInlineSnapshot(`
      [
        "BucketConfig 'era5': noted in the state as declared, and not sent: sharedSecret. Arraylake doesn't give this back, so nobody can tell whether this is what is in use. Make sure that it is.",
      ]
    `);
    expect(told.warn.join()).not.toContain(SECRETS.sharedSecret);
  });

  test("names the holder of a nickname that was taken meanwhile", async () => {
    const { emulator, config, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.putBucket("acme", { nickname: "taken" });
    const error = await failure(config.update(id, outs, { ...outs, nickname: "taken" }));
    expect(error.message).toMatch(
      /^Can't rename BucketConfig 'era5' \(s3:\/\/acme-arraylake\/era5\) to 'taken': the nickname is held by BucketConfig 'taken'/,
    );
    expect(emulator.bucket("acme", id)?.nickname).toBe("era5");
  });

  test("of what is gone says so; and passes on what is no refusal of the name", async () => {
    const { emulator, config, created } = await begin();
    const { id, outs } = await created(s3Input());
    const renamed = { ...outs, nickname: "new" };
    emulator.fail({ kind: "status", status: 401 });
    expect(await failure(config.update(id, outs, renamed))).toMatchObject({ status: 401 });
    emulator.fail({ kind: "status", status: 403, body: { detail: "admins only" } });
    expect(await failure(config.update(id, outs, renamed))).toMatchObject({ status: 403 });
    emulator.deleteBucket("acme", id);
    expect((await failure(config.update(id, outs, renamed))).message).toContain("it is gone from Arraylake");
  });

  test("that may have been done, while nobody tells what stands, says how to find out: the state has the old name", async () => {
    const { emulator, config, created } = await begin();
    const { id, outs } = await created(s3Input());
    const renamed = { ...outs, nickname: "new" };
    emulator.fail({ kind: "status", status: 500, method: "PATCH", when: "after" });
    emulator.fail({ kind: "status", status: 403, method: "GET", path: new RegExp(`${id}$`) });
    expect((await failure(config.update(id, outs, renamed))).message).toMatch(
      /^Nobody can tell whether BucketConfig 'era5' .* was renamed to 'new'\. Run `pulumi refresh`.*500 to PATCH.*403 to GET/,
    );
    expect(emulator.bucket("acme", id)?.nickname).toBe("new");
    emulator.fail({ kind: "status", status: 403, method: "PATCH" });
    emulator.fail({ kind: "status", status: 403, method: "GET" });
    expect(await failure(config.update(id, outs, renamed))).toMatchObject({ status: 403, method: "PATCH" });
  });

  const ANSWERS: [string, FaultRule][] = [
    ["a reset", { kind: "reset-after", times: "always" }],
    ["a cut-off", { kind: "cut-off", times: "always" }],
    ["garbage", { kind: "garbage", times: "always" }],
    ["a 409", { kind: "status", status: 409, when: "after" }],
    ["a 500", { kind: "status", status: 500, when: "after" }],
    ["a 404", { kind: "status", status: 404, when: "after" }],
    ["another's answer", { kind: "status", status: 200, body: { ...CROSSED, nickname: "new" }, when: "after" }],
    ["its own old answer", { kind: "status", status: 200, body: CROSSED, when: "after" }],
  ];

  test.each(ANSWERS)("is done when the config has the new name, whatever came back: %s", async (_, fault) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.fail({ ...fault, method: "PATCH" });
    const { outs: updated } = await anotherProcess(emulator).update(id, outs, { ...outs, nickname: "new" });
    expect(updated).toEqual({ ...outs, nickname: "new" });
    expect(emulator.bucket("acme", id)?.nickname).toBe("new");
  });

  test.each<[string, FaultRule[]]>([
    ["it still has its name", []],
    ["it isn't found by its id, and the list has it", [{ kind: "status", status: 404, method: "GET" }]],
  ])("is not done because an answer says so: %s", async (_, faults) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.fail({ kind: "status", status: 200, body: { ...CROSSED, nickname: "new" }, method: "PATCH" });
    for (const fault of faults) emulator.fail({ ...fault, path: new RegExp(`${id}$`) });
    const error = await failure(anotherProcess(emulator).update(id, outs, { ...outs, nickname: "new" }));
    expect(error.message).toMatch(/^Can't rename BucketConfig 'era5' .* to 'new': .* Run `pulumi up` again\.$/);
    expect(emulator.bucket("acme", id)?.nickname).toBe("era5");
  });

  test.each(["reset-before", "reset-after", "cut-off", "garbage"] as const)("survives %s", async (kind) => {
    const { emulator, config, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.fail({ kind });
    await config.update(id, outs, { ...outs, nickname: "new" });
    expect(emulator.bucket("acme", id)?.nickname).toBe("new");
  });
});

test("a run at rest needs neither a token nor a network", async () => {
  const { created } = await begin();
  const { id, outs } = await created(s3Input());
  const emulator = await emulate();
  const { session } = openSession(emulator, { "arraylake:token": "", "arraylake:serviceUri": "nowhere" });
  const config = new BucketConfigLifecycle(session);
  expect(await config.check({ ...outs }, s3Input())).toMatchObject({ failures: [] });
  expect(await config.diff(id, outs, outs)).toMatchObject({ changes: [] });
  expect((await failure(config.read(id, outs))).message).toMatch(/No Arraylake token is set.*must be a URL/);
});

describe("what a state has", () => {
  const HOOKS: [string, (config: BucketConfigLifecycle, id: string, outs: BucketConfigState) => Promise<unknown>][] = [
    ["diff", (config, id, outs) => config.diff(id, outs, outs)],
    ["read", (config, id, outs) => config.read(id, outs)],
    ["delete", (config, id, outs) => config.delete(id, outs)],
  ];

  test.each(HOOKS)("and %s tells of is never taken for what a creation made", async (_, hook) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    const [row = {}] = emulator.buckets("acme");
    const config = anotherProcess(emulator);
    await hook(config, id, outs);
    emulator.deleteBucket("acme", id);
    emulator.fail({ kind: "status", status: 200, body: { ...row, created: null }, method: "POST" });
    const made = await config.create(outs);
    expect(made.id).not.toBe(id);
    expect(emulator.buckets("acme")).toMatchObject([{ id: made.id }]);
  });

  test("of a creation of this run isn't deleted for an older resource that has it too", async () => {
    const { emulator, config, told, created } = await begin();
    const { id, outs } = await created(s3Input());
    await config.delete(id, outs);
    expect(told.warn).toEqual([expect.stringMatching(/let go/)]);
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  test("is adopted by one resource alone", async () => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    const config = anotherProcess(emulator);
    const adopting = { ...outs, adopt: true } as const;
    expect(await config.create(adopting)).toMatchObject({ id });
    expect((await failure(config.create(adopting))).message).toMatch(
      /another resource of this program .*has it already/,
    );
  });
});

describe("a secret of a resource is in nothing that the service says later", () => {
  const quoting = { kind: "status", status: 403, body: { detail: `no: ${SECRETS.sharedSecret}` } } as const;
  const HOOKS: [string, (config: BucketConfigLifecycle, id: string, outs: BucketConfigState) => Promise<unknown>][] = [
    ["check", (config) => config.check({}, s3Input())],
    ["create", (config, _, outs) => config.create({ ...outs, adopt: true })],
    ["read", (config, id, outs) => config.read(id, outs)],
    ["update", (config, id, outs) => config.update(id, outs, { ...outs, nickname: "new" })],
    ["delete", (config, id, outs) => config.delete(id, outs)],
  ];

  test.each(HOOKS)("once %s knows of it", async (_, hook) => {
    const { emulator, created } = await begin();
    const { id, outs } = await created(s3Input());
    emulator.fail({ ...quoting, times: "always" });
    const { message } = await failure(hook(anotherProcess(emulator), id, outs));
    expect(message).toContain("no: [secret]");
    expect(message).not.toContain(SECRETS.sharedSecret);
  });
});

describe("a secret is in no message, whatever the service says and to which request", () => {
  test.each([
    ["one that is being rotated", (stored: string) => stored, "secretAccessKey"],
    ["one that comes instead", () => "declared-now-0007", "secretAccessKey"],
  ])("%s", async (_, quoted, field) => {
    const { emulator, config, created } = await begin();
    const { id, outs } = await created(hmacInput());
    const secret = quoted(SECRETS[field as "secretAccessKey"]);
    const news = hmacInput({ authConfig: { ...METHODS.hmac.input.authConfig, secretAccessKey: "declared-now-0007" } });
    const { inputs } = await config.check({ ...outs }, news);
    await config.diff(id, outs, inputs as unknown as CheckedInputs);
    emulator.fail({
      kind: "status",
      status: 400,
      body: { detail: `can't use ${secret}` },
      path: REPOS,
      times: "always",
    });
    const error = await failure(config.check({}, news));
    expect(error.message).toContain("can't use [secret]");
  });

  test("a setting of the user's own", async () => {
    const { emulator, config, checked } = await begin();
    const wanted = await checked(
      s3Input({ extraConfig: { regionName: "us-east-1", sas_token: "sv=2024-01-01&sig=x" } }),
    );
    const detail = "Value error, 'sv=2024-01-01&sig=x' has expired in us-east-1";
    emulator.fail({ kind: "status", status: 422, body: { detail }, method: "POST" });
    expect((await failure(config.create(wanted))).message).toContain(
      "Value error, '[secret]' has expired in us-east-1",
    );
  });
});
