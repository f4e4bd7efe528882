import { expect, test } from "vitest";
import { firstBroken, LIVES } from "./lives";

test("no life of a stack breaks a promise (first half)", { timeout: 86_400_000 }, async () => {
  expect(await firstBroken({ ...LIVES, count: Math.ceil(LIVES.count / 2) })).toBeUndefined();
});
