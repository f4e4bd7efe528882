import { expect, test } from "vitest";
import { firstBroken, LIVES } from "./lives";

test("no life of a stack breaks a promise (second half)", { timeout: 86_400_000 }, async () => {
  const half = Math.ceil(LIVES.count / 2);
  expect(await firstBroken({ ...LIVES, first: LIVES.first + half, count: LIVES.count - half })).toBeUndefined();
});
