import { describe, expect, test, vi } from "vitest";
import { toWire } from "../../../provider/api/wire";
import type { BucketRow, Emulator } from "../../../provider/emulator/index";
import { BucketConfigLifecycle, type BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import { EXTRA_CONFIG } from "../../../provider/model/extra-config";
import { formatUri } from "../../../provider/model/location";
import type { CheckedInputs, NormalForm } from "../../../provider/model/normal-form";
import { emulate } from "../helpers/connected";
import { normalForm } from "../helpers/read";
import { hmacInput, METHODS, r2Input, s3Input } from "../helpers/samples";
import { openSession } from "../helpers/sessions";

// A state of an earlier version, to which a key was a free one that is known now, or a method had another name. Each hook has
// to do with it what it does with today's state of the same config.

type Values = Record<string, unknown>;

/** A key that this version knows, and an earlier one sent as it was written. */
vi.mock("../../../provider/model/extra-config", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../../provider/model/extra-config")>();
  const table: Readonly<Record<string, { likeness: readonly string[] }>> = {
    ...original.EXTRA_CONFIG,
    requesterPays: { type: "boolean", words: "Whether who reads pays.", likeness: [] } as { likeness: string[] },
  };
  const names = { requesterPays: "requesterPays", requester_pays: "requesterPays" };
  return {
    ...original,
    EXTRA_CONFIG: table,
    SETTING_NAMES: Object.keys(table),
    settingOf: (key: string) => names[key as keyof typeof names] ?? original.settingOf(key),
    settingRow: (name: string) => table[name],
    likenessOf: (name: string) => [name, ...(table[name]?.likeness ?? [])],
  };
});

test("the key is known here", () => {
  expect(EXTRA_CONFIG).toHaveProperty("requesterPays");
});

interface Earlier {
  /** What an earlier version's state has otherwise than today's. */
  readonly state: { readonly extraConfig?: Values; readonly authConfig?: Values };
  /** What the service has of it otherwise than after today's creation. */
  readonly row?: { readonly extra_config?: Values; readonly auth_config?: Values };
  /** The config, as a program of today writes it, in each way. */
  readonly programs: readonly [Values, ...Values[]];
}

const ENDPOINT = "https://minio.example.com";
const aws = METHODS.aws_customer_managed_role.input.authConfig;
const { durationSeconds: _, ...r2 } = METHODS.r2_customer_managed_role.input.authConfig;
const lab = (extraConfig: Values) => hmacInput({ extraConfig: { endpointUrl: ENDPOINT, ...extraConfig } });

const EARLIER: readonly (readonly [string, Earlier])[] = [
  [
    "a free key in snake_case, which is known now",
    {
      state: { extraConfig: { endpointUrl: ENDPOINT, requester_pays: true } },
      programs: [lab({ requesterPays: true }), lab({ requester_pays: true })],
    },
  ],
  [
    "known keys in the service's spelling, in another order",
    {
      state: { extraConfig: { use_ssl: false, requester_pays: false, endpoint_url: ENDPOINT } },
      programs: [lab({ useSsl: false, requesterPays: false })],
    },
  ],
  [
    "a value that only what stands may have, beside such a key",
    {
      state: { extraConfig: { endpointUrl: ENDPOINT, requester_pays: "yes", useSsl: "true" } },
      programs: [lab({ requesterPays: "yes", useSsl: "true" })],
    },
  ],
  [
    "a method by its former name",
    {
      state: { authConfig: { ...aws, method: "customer_managed_role" } },
      row: { auth_config: { method: "customer_managed_role" } },
      programs: [s3Input(), s3Input({ authConfig: { ...aws, method: "customer_managed_role" } })],
    },
  ],
  [
    "a default that wasn't written out",
    {
      state: { authConfig: r2 },
      programs: [r2Input({ durationSeconds: undefined }), r2Input({ durationSeconds: 3600 })],
    },
  ],
];

/** Those of which today's state has as much. */
const ALIKE: typeof EARLIER = [
  [
    "a free key that was written as it is called now, and so was sent",
    {
      state: { extraConfig: { endpointUrl: ENDPOINT, requesterPays: true } },
      row: { extra_config: { endpoint_url: ENDPOINT, requesterPays: true } },
      programs: [lab({ requesterPays: true }), lab({ requester_pays: true })],
    },
  ],
  [
    "a free key in a spelling that is a slip now",
    {
      state: { extraConfig: { endpointUrl: ENDPOINT, "requester-pays": true } },
      programs: [lab({ "requester-pays": true })],
    },
  ],
];

const ID = "00000000-0000-4000-8000-000000000001";
const CREATED = "2026-01-02T03:04:05+00:00";

/** Today's normal form of a program; also of one that only what stands may have. */
function formOf(program: Values): NormalForm {
  return normalForm(program, "acme");
}

function stateOf(form: NormalForm): BucketConfigState {
  return { ...form, uri: formatUri(form), createdAt: CREATED, createdBy: "ann@example.com" };
}

/** What the engine keeps as inputs. */
function inputsOf({ uri: _, createdAt: __, createdBy: ___, ...inputs }: BucketConfigState): Values {
  return { ...inputs };
}

/** The service with the config, as it was created. */
async function standing({ row, programs: [program] }: Earlier, isUsed = false): Promise<Emulator> {
  const emulator = await emulate();
  const wire = toWire(formOf(program));
  emulator.putBucket("acme", {
    ...wire,
    ...(row?.extra_config && { extra_config: row.extra_config }),
    auth_config: { ...wire.auth_config, ...row?.auth_config },
    id: ID,
    created: CREATED,
    created_by: "ann@example.com",
  } as Partial<BucketRow>);
  if (isUsed) emulator.putRepo("acme", { name: "weather", bucketId: ID });
  return emulator;
}

test.each(EARLIER)("a state with %s is another than today's", (_, { state, programs }) => {
  const today = stateOf(formOf(programs[0]));
  expect({ ...today, ...state }).not.toEqual(today);
});

type Hook = (config: BucketConfigLifecycle, state: BucketConfigState) => Promise<unknown>;

/** All that comes of a hook: its answer or its error, what the user is told, what was asked of the service, and what stands then. */
async function outcome(emulator: Emulator, state: BucketConfigState, hook: Hook) {
  const { session, told } = openSession(emulator);
  const answer = await hook(new BucketConfigLifecycle(session), state).catch((error: Error) => error.message);
  const calls = emulator.calls().map(({ method, path, body }) => ({ method, path, body }));
  const rows = emulator.buckets("acme").map(({ updated: _, ...row }) => row);
  return { answer, told, calls, rows };
}

describe.each([...EARLIER, ...ALIKE])("a state with %s", (_, earlier) => {
  const { programs } = earlier;
  const today = stateOf(formOf(programs[0]));
  const before = { ...today, ...earlier.state } as BucketConfigState;

  /** What comes of a hook with the earlier state, after which it was held against what comes of it with today's. */
  async function comesOf(hook: Hook, isUsed?: boolean) {
    const result = await outcome(await standing(earlier, isUsed), before, hook);
    expect(result).toEqual(await outcome(await standing(earlier, isUsed), today, hook));
    return result;
  }

  test.each(programs)("passes the check of a program that says the same: %j", async (program) => {
    const { answer, calls } = await comesOf((config, state) => config.check(inputsOf(state), program), true);
    expect(answer).toEqual({ inputs: formOf(program), failures: [] });
    expect(calls).toEqual([]);
  });

  test.each(programs)("shows no change to a program that says the same: %j", async (program) => {
    const { answer } = await comesOf((config, state) => config.diff(ID, state, formOf(program)));
    expect(answer).toEqual({ changes: [], deleteBeforeReplace: true });
  });

  test("shows the change where there is one, and refuses what would replace a config in use", async () => {
    const moved = { ...programs[0], uri: undefined, platform: today.platform, name: today.name, prefix: "moved" };
    const { answer } = await comesOf((config, state) =>
      config.diff(ID, state, { ...formOf(programs[0]), prefix: "moved" }),
    );
    expect(answer).toMatchObject({ changes: [{ path: ["prefix"], replaces: true }] });
    const { answer: refused } = await comesOf(async (config, state) => {
      const { inputs, failures } = await config.check(inputsOf(state), moved);
      if (failures.length > 0) return failures;
      await config.diff(ID, state, inputs as unknown as CheckedInputs);
      return (await config.check({}, moved)).failures;
    }, true);
    expect(refused).not.toEqual([]);
  });

  test("is today's after a refresh, and shows none in it", async () => {
    const { answer, told } = await comesOf((config, state) => config.read(ID, state));
    expect(answer).toEqual({ id: ID, props: today, inputs: inputsOf(today) });
    expect(told.warn).toEqual([]);
    const { answer: shown } = await comesOf(async (config, state) => {
      const { props } = await config.read(ID, state);
      return config.diff(ID, props as BucketConfigState, inputsOf(state) as unknown as CheckedInputs);
    });
    expect(shown).toMatchObject({ changes: [] });
  });

  test("is today's after an update, which renames and sends nothing else", async () => {
    const renamed = { ...formOf(programs[0]), nickname: "renamed" };
    const { answer, calls, rows, told } = await comesOf((config, state) => config.update(ID, state, renamed), true);
    expect(answer).toEqual({ outs: { ...today, nickname: "renamed" } });
    expect(calls.filter(({ method }) => method !== "GET")).toMatchObject([
      { method: "PATCH", body: { nickname: "renamed" } },
    ]);
    expect(rows).toMatchObject([{ id: ID, nickname: "renamed" }]);
    expect(told.warn).toEqual([]);
  });

  test("is deleted with its config, and not while repos rely on it", async () => {
    const { answer, rows } = await comesOf((config, state) => config.delete(ID, state));
    expect(answer).toBeUndefined();
    expect(rows).toEqual([]);
    const { answer: refused } = await comesOf((config, state) => config.delete(ID, state), true);
    expect(refused).toMatch(/^Can't delete BucketConfig .*: 1 repo uses it \(weather\)\./);
  });
});

describe("a state that an import left without its secret, under the method's former name,", () => {
  const earlier: Earlier = {
    state: { authConfig: { method: "customer_managed_role", externalCustomerId: "1", externalRoleName: "role" } },
    programs: [s3Input({ authConfig: { ...aws, externalCustomerId: "1", externalRoleName: "role" } })],
  };

  test("takes the declared one without a replacement, and says so", async () => {
    const wanted = formOf(earlier.programs[0]);
    const state = { ...stateOf(wanted), ...earlier.state } as BucketConfigState;
    const hook: Hook = async (config) => [await config.diff(ID, state, wanted), await config.update(ID, state, wanted)];
    const { answer, told, calls } = await outcome(await standing(earlier), state, hook);
    expect(answer).toMatchObject([
      { changes: [{ path: ["authConfig", "sharedSecret"], replaces: false }] },
      { outs: stateOf(wanted) },
    ]);
    expect(told.warn).toEqual([expect.stringContaining("noted in the state as declared, and not sent: sharedSecret.")]);
    expect(calls).toEqual([]);
  });
});

test("what a state has of a key keeps its value, by today's name, where the service says it in another form", async () => {
  const program = lab({ requesterPays: true });
  const extra_config = { endpoint_url: ENDPOINT, requester_pays: ["yes"] };
  const emulator = await standing({ state: {}, row: { extra_config }, programs: [program] });
  const today = stateOf(formOf(program));
  const before = { ...today, extraConfig: { endpointUrl: ENDPOINT, requester_pays: true } };
  const { answer, told } = await outcome(emulator, before, (config, state) => config.read(ID, state));
  expect(answer).toMatchObject({ props: today });
  expect(told.warn).toEqual([expect.stringContaining("can't be read in part: extraConfig.requesterPays.")]);
});
