import { expect, test } from "vitest";
import { lifeOf, lived } from "../simulation/life";

const LIVES = 400;

test.each(Array.from({ length: LIVES }, (_, index) => index + 1))("life %d breaks no promise", async (seed) => {
  expect((await lived(lifeOf(seed))).broken).toEqual([]);
});
