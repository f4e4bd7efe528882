import { describe, expect, test } from "vitest";
import { Run } from "../../../provider/lifecycle/run";
import { JumpingClock } from "../helpers/clock";

const PASSED = { inputs: {}, failures: [] };
const REFUSED = { inputs: {}, failures: ["no"] };

function begin() {
  const clock = new JumpingClock();
  const run = new Run(clock);
  const happened: string[] = [];
  const taking = <Result>(milliseconds: number, what: string, result: () => Result) =>
    new Promise<Result>((resolve, reject) => {
      clock.after(milliseconds, () => {
        happened.push(what);
        try {
          resolve(result());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  const noted = (what: string) => (outcome: unknown) => {
    happened.push(what);
    return outcome;
  };
  return { clock, run, happened, taking, noted };
}

const nothing = () => undefined;
const fail = () => {
  throw new Error("failed");
};

describe("a failure is told only when no replacement is half done:", () => {
  const FAILURES: [string, (run: Run) => Promise<unknown>][] = [
    ["that of a check", (run) => run.checking(async () => REFUSED)],
    ["that of a check that can't be answered", (run) => run.checking(async () => fail()).catch(nothing)],
    ["that of any other hook", (run) => run.doing(async () => fail()).catch(nothing)],
  ];

  test.each(FAILURES)("%s waits for the creation that follows a deletion", async (_, failing) => {
    const { run, happened, taking, noted } = begin();
    const chain = run
      .deleting("era5", () => taking(100, "deleted", nothing))
      .then(() => run.creating("era5", () => taking(10_000, "created", nothing)));
    await Promise.all([chain, failing(run).then(noted("told"))]);
    expect(happened).toEqual(["deleted", "created", "told"]);
  });

  test.each(FAILURES)("%s doesn't wait for one that failed", async (_, failing) => {
    const { run, happened, taking, noted } = begin();
    const deletion = run.deleting("era5", () => taking(100, "not deleted", fail)).catch(nothing);
    await Promise.all([deletion, failing(run).then(noted("told"))]);
    expect(happened).toEqual(["not deleted", "told"]);
    const creation = run
      .deleting("lab", () => taking(100, "deleted", nothing))
      .then(() => run.doing(() => run.creating("lab", () => taking(100, "not created", fail))))
      .catch(nothing);
    await Promise.all([creation, failing(run).then(noted("told"))]);
    expect(happened.slice(2)).toEqual(["deleted", "not created", "told"]);
  });

  test.each(FAILURES)("%s waits for all of them, and a moment for a creation that doesn't come", async (_, failing) => {
    const { clock, run, happened, taking, noted } = begin();
    const begun = clock.now();
    const lab = run
      .deleting("lab", () => taking(200, "deleted lab", nothing))
      .then(() => run.creating("lab", () => taking(100, "created lab", nothing)));
    await Promise.all([
      run.deleting("era5", () => taking(100, "deleted era5", nothing)),
      lab,
      failing(run).then(noted("told")),
    ]);
    expect(happened).toEqual(["deleted era5", "deleted lab", "created lab", "told"]);
    expect(clock.now() - begun).toBe(5_100);
  });

  test("two that fail in their creations don't wait for each other", async () => {
    const { run, happened, taking } = begin();
    const chain = (name: string) =>
      run
        .deleting(name, async () => undefined)
        .then(() => run.doing(() => run.creating(name, () => taking(100, name, fail))))
        .catch(nothing);
    await Promise.all([chain("era5"), chain("lab")]);
    expect(happened).toEqual(["era5", "lab"]);
  });

  test.each(FAILURES)(
    "a hook that began before %s hears of it once it is told, and a later one doesn't",
    async (_, failing) => {
      const { run, taking } = begin();
      const heard: boolean[] = [];
      const chain = run
        .deleting("era5", () => taking(100, "deleted", nothing))
        .then(() => run.creating("era5", async () => nothing));
      await run.doing(async (isOver) => {
        heard.push(isOver());
        const told = failing(run);
        heard.push(isOver());
        await Promise.all([chain, told]);
        heard.push(isOver());
      });
      await run.doing(async (isOver) => heard.push(isOver()));
      expect(heard).toEqual([false, false, true, false]);
    },
  );

  test("what passes waits for nothing, and neither does a creation of its own", async () => {
    const { clock, run } = begin();
    const begun = clock.now();
    void run.deleting("era5", () => new Promise(nothing));
    expect(await run.checking(async () => PASSED)).toBe(PASSED);
    expect(await run.doing(async () => "done")).toBe("done");
    expect(await run.creating("other", async () => "made")).toBe("made");
    expect(clock.now()).toBe(begun);
  });
});

describe("what can't be undone waits for the checks", () => {
  test("until none has ended for a quarter of a second", async () => {
    const { clock, run, taking } = begin();
    const begun = clock.now();
    const checks = [
      run.checking(() => taking(100, "first", () => PASSED)),
      run.checking(() => taking(400, "second", () => PASSED)),
    ];
    expect(await run.areChecked()).toBe(true);
    await Promise.all(checks);
    expect(clock.now() - begun).toBeGreaterThanOrEqual(650);
    expect(clock.now() - begun).toBeLessThan(1_000);
  });

  test("and no longer, once one of them is refused, or is said to be", async () => {
    const { clock, run } = begin();
    const begun = clock.now();
    await run.checking(async () => REFUSED);
    expect(await run.areChecked()).toBe(false);
    expect(clock.now()).toBe(begun);
    const said = begin();
    await said.run.checking(async () => PASSED);
    said.run.refuse();
    expect(await said.run.areChecked()).toBe(false);
  });
});
