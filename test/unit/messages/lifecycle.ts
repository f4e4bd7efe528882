import type { BucketRow, Emulator } from "../../../provider/emulator/index";
import type { CheckedInputs } from "../../../provider/model/normal-form";
import { emulate } from "../helpers/connected";
import { hmacInput, METHODS, r2Input, SECRETS, s3Input } from "../helpers/samples";
import { type Chapter, Run, standing, withoutOutputs } from "./run";

const ID = "00000000-0000-4000-8000-000000000000";
const THEIRS = { created: "2026-01-02T03:04:05+00:00", created_by: "ann@example.com" };
const NEVER = { "retry-after": "3600" };

function theirs(emulator: Emulator, row: object): BucketRow {
  return emulator.putBucket("acme", { ...METHODS.aws_customer_managed_role.wire, ...THEIRS, ...row });
}

/** A BucketConfig that stands, with repos that rely on it; those of the last list are deleted ones. */
async function inUse(repos: readonly string[], ghosts: readonly string[] = [], input = s3Input()) {
  const emulator = await emulate();
  const { id, outs } = await standing(emulator, input);
  for (const name of [...repos, ...ghosts]) emulator.putRepo("acme", { name, bucketId: id });
  for (const name of ghosts) emulator.ghostRepo("acme", name);
  return { emulator, id, outs, run: new Run(emulator) };
}

/** What a preview refuses, and `up` too, before anything is touched. */
export async function previewRefusals(): Promise<Chapter> {
  const used = await inUse(["weather", "climate"]);
  const once = await inUse(["tiles"], [], r2Input());
  const deleted = await inUse([], ["climate"]);
  const mixed = await inUse(["weather"], ["climate"]);
  const many = await inUse(Array.from({ length: 45 }, (_, index) => `station-${100 + index}`));

  const emulator = await emulate();
  theirs(emulator, { nickname: "theirs" });
  const mine = await standing(emulator, s3Input({ nickname: "mine", prefix: "mine" }));
  const fresh = () => new Run(emulator);
  const program = fresh();
  await program.checked(s3Input({ nickname: "first", prefix: "first" }));
  const movingAway = fresh();
  await movingAway.bucketConfig.check({ ...mine.outs }, s3Input({ nickname: "mine", prefix: "elsewhere" }));
  const renaming = fresh();
  await renaming.bucketConfig.check({ ...mine.outs }, s3Input({ nickname: "renamed", prefix: "mine" }));

  return {
    "a change that replaces what repos use": await used.run.changing(used, s3Input({ prefix: "new" })),
    "a change of several fields, secrets among them": await once.run.changing(
      once,
      hmacInput({ nickname: "tiles", uri: "s3://moved", extraConfig: { endpointUrl: "https://s3.example.com" } }),
    ),
    "a change that replaces what a deleted repo uses": await deleted.run.changing(deleted, s3Input({ prefix: "new" })),
    "the same with another repo": await mixed.run.changing(mixed, s3Input({ prefix: "new" })),
    "a change that replaces what many repos use": await many.run.changing(many, s3Input({ prefix: "new" })),
    "a new one where another stands": await fresh().checking(s3Input()),
    "a move to where another stands": await fresh().changing(mine, s3Input({ nickname: "mine" })),
    "a new one with a nickname that is taken": await fresh().checking(s3Input({ nickname: "theirs", prefix: "new" })),
    "a rename to a nickname that is taken": await fresh().changing(
      mine,
      s3Input({ nickname: "theirs", prefix: "mine" }),
    ),
    "a move, together with such a rename": await fresh().changing(mine, s3Input({ nickname: "theirs", prefix: "new" })),
    "two resources at one location": await program.checking(s3Input({ nickname: "second", prefix: "first" })),
    "two resources with one nickname": await program.checking(s3Input({ nickname: "first", prefix: "second" })),
    "a move to where another resource is": await program.changing(mine, s3Input({ nickname: "mine", prefix: "first" })),
    "the same, from another organisation": await program.changing(
      { ...mine, outs: { ...mine.outs, org: "other" } },
      s3Input({ nickname: "mine", prefix: "first" }),
    ),
    "a new one where another resource moves away": await movingAway.checking(
      s3Input({ nickname: "new", prefix: "mine" }),
    ),
    "a nickname that another resource gives up": await renaming.checking(s3Input({ nickname: "mine", prefix: "new" })),
    "an adoption of what is not as declared": await fresh().checking(
      s3Input({ adopt: true, extraConfig: { regionName: "eu-west-1", ca: "own" } }),
    ),
    "an adoption of what another resource has": await adoptingWhatIsHeld(),
    "an adoption of what has no readable id": await adoptingWithoutId(),
    "two resources that have one location": await holdingTwice(),
  };
}

async function adoptingWithoutId(): Promise<string> {
  const { emulator, run } = await inUse([]);
  const [row] = emulator.buckets("acme");
  emulator.fail({ kind: "status", status: 200, body: [{ ...row, id: [1] }], path: "/orgs/acme/buckets" });
  return run.checking(s3Input({ adopt: true }));
}

async function holdingTwice(): Promise<string> {
  const held = await inUse([]);
  await held.run.keeping(held);
  return held.run.changing(held, s3Input());
}

/** A config that a resource has, and that somebody moved to where another resource is to take over what stands. */
async function adoptingWhatIsHeld(): Promise<string> {
  const { emulator, run, ...mine } = await inUse([]);
  emulator.patchBucket("acme", mine.id, { prefix: "moved" });
  await run.keeping(mine);
  return run.checking(s3Input({ nickname: "new", prefix: "moved", adopt: true }));
}

/** What goes wrong, or is worth knowing, when a BucketConfig is made. */
export async function creating(): Promise<Chapter> {
  const readers = await emulate({ tokens: { ema_reader: { admin: false } } });
  const refusing = await emulate();
  const detail = [{ loc: ["body", "auth_config", "shared_secret"], msg: `Not a secret: ${SECRETS.sharedSecret}` }];
  const headers = { "x-request-id": "7f3a" };
  refusing.fail({ kind: "status", status: 422, method: "POST", headers, body: { detail } });
  return {
    "another took the location since the preview": await creatingAfter(await emulate(), (emulator) =>
      theirs(emulator, { nickname: "late" }),
    ),
    "another took the nickname since the preview": await creatingAfter(await emulate(), (emulator) =>
      theirs(emulator, { nickname: "era5", prefix: "elsewhere" }),
    ),
    "one like it stands, and the service says 409": await creatingAfter(await emulate(), (emulator) => {
      theirs(emulator, { nickname: "era5" });
      emulator.fail({ kind: "status", status: 409, method: "POST", body: { detail: "taken" } });
    }),
    "the token may only read": await creatingAfter(readers),
    "the service doesn't like it": await creatingAfter(refusing),
    "nobody knows whether it was made": await creatingAfter(await emulate(), (emulator) => {
      emulator.fail({ kind: "reset-before", method: "POST", times: "always" });
      emulator.fail({ kind: "status", status: 503, method: "GET", times: "always", headers: NEVER });
    }),
    "all answers are others'": await creatingAfter(await emulate(), (emulator) => {
      const body = { ...METHODS.hmac.wire, id: ID, nickname: "lab" };
      emulator.fail({ kind: "status", status: 200, method: "POST", body, times: "always" });
    }),
    "the service refuses it, and then doesn't tell what stands": await creatingAfter(await emulate(), (emulator) => {
      emulator.fail({ kind: "status", status: 400, method: "POST", body: { detail: "no" } });
      emulator.fail({ kind: "status", status: 403, method: "GET", body: { detail: "no" } });
    }),
    "the service stores something else": await creatingAfter(await emulate(), (emulator) => {
      const body = emulator.putBucket("acme", {
        ...METHODS.aws_customer_managed_role.wire,
        nickname: "era5",
        extra_config: { region_name: "eu-west-1" },
      });
      emulator.fail({ kind: "status", status: 200, method: "POST", body });
    }),
  };
}

/** What `up` shows when something happens between the check and the creation. */
async function creatingAfter(emulator: Emulator, happening: (emulator: Emulator) => void = () => {}): Promise<string> {
  const run = new Run(emulator);
  const wanted = await run.checked(s3Input());
  happening(emulator);
  return run.showing(run.bucketConfig.create(wanted));
}

/** What goes wrong, or is worth knowing, when a BucketConfig is taken over. */
export async function adopting(): Promise<Chapter> {
  const emulator = await emulate();
  theirs(emulator, { nickname: "era5" });
  theirs(emulator, { nickname: "lab", ...METHODS.hmac.wire });
  const run = new Run(emulator);
  const masked = await run.checked(s3Input({ adopt: true }));
  const open = await run.checked(hmacInput({ adopt: true }));
  run.bucketConfig.planned(masked);
  const shown = {
    "a preview": await run.showing(Promise.resolve()),
    "as declared, as far as that can be seen": await run.showing(run.bucketConfig.create(masked)),
    "as declared": await run.showing(run.bucketConfig.create(open)),
  };
  const both = new Run(emulator);
  const inputs = [await both.checked(s3Input({ adopt: true })), await both.checked(hmacInput({ adopt: true }))];
  const several = both.showing(Promise.all(inputs.map((input) => both.bucketConfig.create(input))));
  Object.assign(shown, { "several, as declared": await several });
  const [lab] = emulator.buckets("acme").filter(({ nickname }) => nickname === "lab");
  emulator.patchBucket("acme", lab?.id ?? "", {
    auth_config: { method: "hmac", access_key_id: "theirs", secret_access_key: "theirs-too" },
  });
  const again = new Run(emulator);
  return { ...shown, "another key since the preview": await again.showing(again.bucketConfig.create(open)) };
}

/** What goes wrong, or is worth knowing, when a BucketConfig is renamed or read. */
export async function changing(): Promise<Chapter> {
  const { emulator, id, outs, run } = await inUse([]);
  const renamed = { ...outs, nickname: "renamed" };
  const { sharedSecret: _, ...readable } = outs.authConfig;
  const imported = { ...outs, authConfig: readable as typeof outs.authConfig };
  const noted = await run.showing(run.bucketConfig.update(id, imported, outs));
  emulator.fail({ kind: "status", status: 503, method: "PATCH", headers: NEVER });
  const trouble = await run.showing(run.bucketConfig.update(id, outs, renamed));
  emulator.fail({
    kind: "status",
    status: 200,
    method: "PATCH",
    body: { id: ID, nickname: "renamed", platform: "gs", name: "x" },
  });
  const crossed = await run.showing(run.bucketConfig.update(id, outs, renamed));
  const silent = async (fault: { status: number; body?: object }) => {
    const { emulator: service, id: standing, outs: before, run: own } = await inUse([]);
    service.fail({ kind: "status", method: "PATCH", ...fault });
    service.fail({ kind: "status", status: 403, method: "GET" });
    return own.showing(own.bucketConfig.update(standing, before, { ...before, nickname: "renamed" }));
  };
  const odd = await inUse([]);
  odd.emulator.patchBucket("acme", odd.id, { prefix: 5 as unknown as string });
  theirs(emulator, { nickname: "renamed", prefix: "elsewhere" });
  const taken = await run.showing(run.bucketConfig.update(id, outs, renamed));
  emulator.deleteBucket("acme", id);
  return {
    "another took the nickname since the preview": taken,
    "it was deleted since the preview": await run.showing(
      run.bucketConfig.update(id, outs, { ...outs, nickname: "mine" }),
    ),
    "the first update after an import": noted,
    "the service is in trouble": trouble,
    "the answer is another's": crossed,
    "nobody knows whether it was renamed": await silent({ status: 500 }),
    "nobody knows it, after another's answer": await silent({ status: 200, body: { ...METHODS.hmac.wire, id: ID } }),
    "a refresh where answers speak of others": await readCrossed(),
    "a refresh of what can't be read in part": await odd.run.showing(odd.run.bucketConfig.read(odd.id, odd.outs)),
    "a refresh of an id that would lead elsewhere": await readIn(emulator, outs, "acme", ".."),
    "a refresh of an organisation that is not there": await readIn(emulator, outs, "acne"),
  };
}

function readIn(emulator: Emulator, outs: object, org: string, id = "1a2b"): Promise<string> {
  const run = new Run(emulator);
  return run.showing(run.bucketConfig.read(id, { ...outs, org }));
}

async function readCrossed(): Promise<string> {
  const { emulator, run, id, outs } = await inUse([]);
  const [row] = emulator.buckets("acme");
  emulator.fail({ kind: "status", status: 200, body: [], path: "/orgs/acme/buckets", times: "always" });
  emulator.fail({ kind: "status", status: 200, body: { ...row, id: ID }, method: "GET", times: "always" });
  return run.showing(run.bucketConfig.read(id, outs));
}

/** What keeps a BucketConfig from being deleted. */
export async function deleting(): Promise<Chapter> {
  const used = await inUse(["weather", "climate"]);
  const deleted = await inUse([], ["climate"]);
  const odd = await inUse([5 as unknown as string]);
  const held = await inUse([]);
  held.emulator.holdBucket("acme", held.id);
  const readers = await emulate({ tokens: { ema_reader: { admin: false } } });
  const { id } = theirs(readers, {});
  const reader = new Run(readers);
  const troubled = await inUse([]);
  troubled.emulator.fail({ kind: "status", status: 500, method: "DELETE" });
  const crossed = await inUse([]);
  crossed.emulator.fail({ kind: "status", status: 200, method: "DELETE", body: [] });
  const silent = await inUse([]);
  silent.emulator.fail({ kind: "status", status: 500, method: "DELETE" });
  silent.emulator.fail({ kind: "status", status: 403, method: "GET", skip: 1 });
  const doubled = await inUse([]);
  await doubled.run.keeping(doubled);
  const asking = ({ run, id, outs }: typeof used) => run.showing(run.bucketConfig.delete(id, outs));
  return {
    "repos use it": await asking(used),
    "a deleted repo uses it": await asking(deleted),
    "a repo uses it of which the service doesn't tell the name": await asking(odd),
    "something else uses it": await asking(held),
    "repos use it, it was changed outside, and the run refreshes first": await deletingChanged(),
    "the service is in trouble": await asking(troubled),
    "the answer is another's": await asking(crossed),
    "nobody knows whether it was deleted": await asking(silent),
    "another resource has it": await asking(doubled),
    "it is to be replaced, and another resource is refused": await deletingInARefusedRun(),
    "the token may only read": await reader.showing(reader.bucketConfig.delete(id, held.outs)),
  };
}

async function deletingInARefusedRun(): Promise<string> {
  const { run, id, outs } = await inUse([]);
  const moved = s3Input({ prefix: "moved" });
  const { inputs } = await run.bucketConfig.check({ ...outs }, moved);
  await run.bucketConfig.diff(id, outs, inputs as unknown as CheckedInputs);
  for (let time = 0; time < 2; time++) await run.bucketConfig.check({}, moved);
  return run.showing(run.bucketConfig.delete(id, outs));
}

/** What the program declares, and what stands, differ, and nobody changed the program. */
async function deletingChanged(): Promise<string> {
  const { emulator, run, id, outs } = await inUse(["weather", "climate"]);
  emulator.patchBucket("acme", id, { extra_config: { region_name: "eu-west-1" } });
  const { props } = await run.bucketConfig.read(id, outs);
  const live = props as typeof outs;
  const declared = withoutOutputs(outs);
  const { inputs } = await run.bucketConfig.check({ ...live }, declared);
  await run.bucketConfig.diff(id, live, inputs as unknown as CheckedInputs);
  await run.bucketConfig.check({}, declared);
  return run.showing(run.bucketConfig.delete(id, live));
}

/** The mark that says which BucketConfig new repos use. */
export async function marking(): Promise<Chapter> {
  const { id, run } = await inUse([]);
  const state = { org: "acme", bucketConfigId: id };
  const wrong = { ...state, bucketConfigId: ID };
  await run.defaultBucketConfig.check({}, state);
  const crossed = await inUse([]);
  crossed.emulator.fail({ kind: "status", status: 200, method: "POST", body: [] });
  return {
    "the answer is another's": await crossed.run.showing(
      crossed.run.defaultBucketConfig.create({ org: "acme", bucketConfigId: crossed.id }),
    ),
    "a second one": await run.checkingDefault(state),
    "the id of none": await run.showing(run.defaultBucketConfig.create(wrong)),
    "the id of none, in an update": await run.showing(run.defaultBucketConfig.update("acme", state, wrong)),
    "the default is deleted": await run.showing(run.defaultBucketConfig.delete("acme", state)),
  };
}
