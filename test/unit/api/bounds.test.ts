import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { bounded, currentBounds, whileBounded } from "../../../provider/api/bounds";
import { sleep, WALL_CLOCK } from "../../../provider/api/clock";
import { EndedError } from "../../../provider/api/errors";
import { answering, connect, failure } from "../helpers/connected";

const ENDED = new EndedError("It is over.");

function ending() {
  const controller = new AbortController();
  return { signal: controller.signal, end: () => controller.abort(ENDED) };
}

describe("work within bounds", () => {
  test("waits no longer than they allow, and leaves no timer", async () => {
    const { signal, end } = ending();
    const timers: (() => void)[] = [];
    let isCalledOff = false;
    const clock = {
      now: () => 0,
      after: (_: number, callback: () => void) => {
        timers.push(callback);
        return () => {
          isCalledOff = true;
        };
      },
    };
    const slept = failure(bounded({ signal }, () => sleep(clock, 1000)));
    end();
    expect(await slept).toBe(ENDED);
    expect(isCalledOff).toBe(true);
    expect(await failure(bounded({ signal }, () => sleep(clock, 1000)))).toBe(ENDED);
  });

  test("ends its own wait for what others wait for, too, and not theirs", async () => {
    const { signal, end } = ending();
    const shared = wait(20, "told");
    const one = failure(bounded({ signal }, () => whileBounded(shared)));
    const other = bounded(undefined, () => whileBounded(shared));
    end();
    expect(await one).toBe(ENDED);
    expect(await other).toBe("told");
  });

  test("sends nothing more once it is ended, and gives up what is on its way", async () => {
    const { signal, end } = ending();
    const { url, seen } = await answering(200, { "content-type": "application/json" }, "[]");
    const { client } = connect(url, { clock: WALL_CLOCK });
    expect(await bounded({ signal }, () => client.listBuckets("acme"))).toEqual([]);
    end();
    expect(await failure(bounded({ signal }, () => client.listBuckets("acme")))).toBe(ENDED);
    expect(seen).toHaveLength(1);
  });

  test("gives all tries of a request together the time that they say", async () => {
    const { url, seen } = await answering(503, {}, "");
    const { client, connection } = connect(url);
    const { signal } = ending();
    await failure(bounded({ signal, total: 1 }, () => client.listBuckets("acme")));
    expect(seen).toHaveLength(1);
    await expect(bounded({ signal, total: 5 }, async () => connection.limits.total)).resolves.toBe(5);
    expect(currentBounds()).toBeUndefined();
  });
});
