import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { inRealTime } from "../helpers/clock";
import { connect, serve } from "../helpers/connected";

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is held when nothing is under way, in kilobytes. */
function held(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1000;
}

test("memory doesn't grow with the number of calls", async () => {
  const { url } = await serve((_request, response) => {
    response.setHeader("content-type", "application/json").setHeader("x-arraylake-warning", "the same each time");
    response.end("[]");
  });
  const { client } = connect(url, inRealTime(url));
  const calls = (count: number) => Promise.all(Array.from({ length: count }, () => client.listBuckets("acme")));
  const afterRounds = async (rounds: number) => {
    for (let round = 0; round < rounds; round++) await calls(100);
    return held();
  };
  const few = await afterRounds(10);
  const many = await afterRounds(100);
  // A tenth of a kilobyte for each of 10,000 more calls would already be seen.
  expect(many - few).toBeLessThan(1000);
});
