import { expect, onTestFinished, test, vi } from "vitest";
import { Organisation } from "../../../provider/lifecycle/organisation";
import { connect, emulate, failure } from "../helpers/connected";
import { METHODS } from "../helpers/samples";
import { callsSince } from "../helpers/sessions";

const body = { nickname: "era5", ...METHODS.hmac.wire };

async function organisation() {
  const emulator = await emulate();
  const { client } = connect(emulator.url);
  return { emulator, client, acme: new Organisation(client, "acme") };
}

test("one list serves all who ask, at once or later", async () => {
  const { emulator, acme } = await organisation();
  const { id } = emulator.putBucket("acme");
  const lists = await Promise.all(Array.from({ length: 20 }, () => acme.buckets()));
  await acme.buckets();
  expect(callsSince(emulator)).toEqual(["GET buckets"]);
  for (const list of lists) expect(list.answers()).toMatchObject([{ id }]);
});

test("a list that failed is not remembered, and all who waited for it are told", async () => {
  const { emulator, acme } = await organisation();
  emulator.fail({ kind: "status", status: 403 });
  const outcomes = await Promise.allSettled([acme.buckets(), acme.buckets(), acme.buckets()]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect((await acme.buckets()).answers()).toEqual([]);
  expect(callsSince(emulator)).toEqual(["GET buckets", "GET buckets"]);
});

test("our own writes are in the list without another call", async () => {
  const { emulator, acme } = await organisation();
  await acme.buckets();
  const { id } = await acme.create(body);
  const other = await acme.create({ ...body, nickname: "other", prefix: "other" });
  await acme.rename(id, "renamed");
  await acme.setDefault(id);
  expect((await acme.buckets()).answers()).toMatchObject([
    { id, nickname: "renamed", is_default: true },
    { id: other.id, is_default: false },
  ]);
  await acme.delete(id);
  expect((await acme.buckets()).answers().map(({ id }) => id)).toEqual([other.id]);
  expect(callsSince(emulator).filter((call) => call === "GET buckets")).toHaveLength(1);
});

test("a write doesn't ask for the list by itself", async () => {
  const { emulator, acme } = await organisation();
  await acme.create(body);
  expect(callsSince(emulator)).toEqual(["POST buckets"]);
});

test("what others do is seen by who asks for the list as it is now, and by those after", async () => {
  const { emulator, acme } = await organisation();
  await acme.buckets();
  emulator.putBucket("acme", { nickname: "theirs" });
  expect((await acme.buckets()).standing()).toEqual([]);
  expect((await acme.bucketsNow()).standing()).toMatchObject([{ nickname: "theirs" }]);
  expect((await acme.buckets()).standing()).toMatchObject([{ nickname: "theirs" }]);
});

test("the repos of one config are asked for once, unless they failed or are wanted as they are now", async () => {
  const { emulator, acme } = await organisation();
  const { id } = emulator.putBucket("acme");
  emulator.fail({ kind: "status", status: 403 });
  await failure(acme.repos(id));
  await Promise.all([acme.repos(id), acme.repos(id)]);
  emulator.putRepo("acme", { name: "era5", bucketId: id });
  expect(await acme.repos(id)).toEqual([]);
  expect(await acme.reposNow(id)).toMatchObject([{ name: "era5" }]);
  expect(await acme.repos(id)).toMatchObject([{ name: "era5" }]);
  expect(callsSince(emulator)).toEqual(Array(3).fill("GET buckets/ID/repos"));
});

test("a deletion may rely on the repos that the run found up to five minutes before", async () => {
  const { emulator, acme } = await organisation();
  const { id } = emulator.putBucket("acme");
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  await acme.repos(id);
  vi.advanceTimersByTime(299_000);
  await acme.reposRecently(id);
  expect(callsSince(emulator)).toEqual(["GET buckets/ID/repos"]);
  vi.advanceTimersByTime(2_000);
  emulator.putRepo("acme", { name: "era5", bucketId: id });
  expect(await acme.reposRecently(id)).toMatchObject([{ name: "era5" }]);
});

test("ghosts that only the list of all repos shows are found", async () => {
  const { emulator, acme } = await organisation();
  emulator.behave({ ghostsListed: false });
  const { id } = emulator.putBucket("acme");
  emulator.putRepo("acme", { name: "ghost", bucketId: id });
  emulator.putRepo("acme", { name: "elsewhere", bucketId: emulator.putBucket("acme").id });
  emulator.ghostRepo("acme", "ghost");
  expect(await acme.repos(id)).toEqual([]);
  expect(await acme.reposOfAnyKind(id)).toMatchObject([{ name: "ghost", deleted_at: expect.any(String) }]);
});
