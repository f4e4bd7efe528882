import { describe, expect, test } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import { UNKNOWN } from "../../../provider/model/unknown";
import { emulate } from "../helpers/connected";
import { s3Input } from "../helpers/samples";
import { callsSince } from "../helpers/sessions";
import { type Program, Stack } from "../helpers/stack";

type Values = Record<string, unknown>;

/** A BucketConfig with a nickname and, unless it is given, a prefix of the same name. */
function config(nickname: string, prefix = nickname, more: Values = {}): Values {
  return s3Input({ nickname, prefix, ...more });
}

/** A stack of the configs that a program declared before. */
async function standing(program: Program) {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const stack = new Stack(emulator);
  expect(await stack.up(program)).toMatchObject({ errors: [] });
  callsSince(emulator);
  return { emulator, stack, before: emulator.buckets("acme") };
}

function writes(emulator: Emulator): string[] {
  return callsSince(emulator).filter((call) => !call.startsWith("GET"));
}

/** What stands, or what a stack knows: each once, or something was lost or doubled. */
function idsIn(place: Emulator | Stack): string[] {
  const ids = place instanceof Stack ? new Set(Object.values(place.ids())) : place.buckets("acme").map(({ id }) => id);
  return [...ids].toSorted();
}

/** A program in both orders in which Pulumi may come to two resources. */
const ORDERS: [string, (program: Program) => Program][] = [
  ["in this order", (program) => program],
  ["in the other order", (program) => Object.fromEntries(Object.entries(program).toReversed())],
];

describe.each(ORDERS)("two resources of one program, %s,", (_, ordered) => {
  const TWICE: [string, "location" | "nickname", Program, Program][] = [
    ["two new ones", "location", {}, { one: config("one", "same"), two: config("two", "same") }],
    ["two new ones", "nickname", {}, { one: config("same", "one"), two: config("same", "two") }],
    [
      "a new one and one that stays",
      "location",
      { one: config("one") },
      { one: config("one"), two: config("two", "one") },
    ],
    [
      "a new one and one that stays",
      "nickname",
      { one: config("one") },
      { one: config("one"), two: config("one", "two") },
    ],
    [
      "a new one that adopts, and the one that has it,",
      "location",
      { one: config("one") },
      { one: config("one"), two: config("one", "one", { adopt: true }) },
    ],
    [
      "one that moves, and one that stays,",
      "nickname",
      { one: config("one"), two: config("two") },
      { one: config("one"), two: config("one", "two") },
    ],
    [
      "one that moves, and one that stays,",
      "location",
      { one: config("one"), two: config("two") },
      { one: config("one"), two: config("two", "one") },
    ],
    [
      "two that move",
      "location",
      { one: config("one"), two: config("two") },
      { one: config("one", "meeting"), two: config("two", "meeting") },
    ],
    [
      "two that are renamed",
      "nickname",
      { one: config("one"), two: config("two") },
      { one: config("meeting", "one"), two: config("meeting", "two") },
    ],
    [
      "one that is replaced where it is, and its copy,",
      "location",
      { one: config("one") },
      {
        one: config("one", "one", { extraConfig: { regionName: "eu-west-1" } }),
        two: config("one", "one", { extraConfig: { regionName: "eu-west-1" } }),
      },
    ],
    [
      "one that moves, and a copy of what it becomes,",
      "location",
      { one: config("one") },
      { one: config("one", "moved"), two: config("one", "moved") },
    ],
    [
      "one that becomes quite another, and a copy of that,",
      "location",
      { one: config("one") },
      { one: config("new", "moved"), two: config("new", "moved") },
    ],
  ];

  test.each(TWICE)("%s can't both have one %s", async (_, what, before, program) => {
    const { emulator, stack } = await standing(before);
    // Whoever comes first meets what stands, and the second one the first.
    const inWay = "already stands there|the nickname is held by";
    const said = expect.stringMatching(new RegExp(`another resource of this program.* has the same ${what}|${inWay}`));
    expect((await stack.preview(ordered(program))).errors).toEqual([said]);
    expect(writes(emulator)).toEqual([]);
    expect((await stack.up(ordered(program))).errors).toEqual([said]);
    expect(idsIn(emulator)).toEqual(idsIn(stack));
  });

  const GIVEN_UP: [string, Program, Program][] = [
    [
      "a chain of renames",
      { one: config("one"), two: config("two") },
      { one: config("two", "one"), two: config("three", "two") },
    ],
    [
      "a swap of nicknames",
      { one: config("one"), two: config("two") },
      { one: config("two", "one"), two: config("one", "two") },
    ],
    [
      "a swap of locations",
      { one: config("one"), two: config("two") },
      { one: config("one", "two"), two: config("two", "one") },
    ],
    [
      "a move to where another one moves away",
      { one: config("one"), two: config("two") },
      { one: config("one", "two"), two: config("two", "three") },
    ],
    [
      "a new one at a place that is given up",
      { two: config("two") },
      { one: config("one", "two"), two: config("two", "three") },
    ],
    [
      "a new one, with `adopt: true`, at a place that is given up",
      { two: config("two") },
      { one: config("two", "two", { adopt: true }), two: config("three", "three") },
    ],
    [
      "a new one with a nickname that is given up",
      { two: config("two") },
      { one: config("two", "one"), two: config("three", "two") },
    ],
  ];

  test.each(GIVEN_UP)("%s is refused, with both names and the way out", async (_, before, program) => {
    const { emulator, stack } = await standing(before);
    const { errors } = await stack.preview(ordered(program));
    expect(errors).toEqual([expect.stringMatching(/in the same update|in an update of its own|`aliases`/)]);
    expect(errors[0]).toMatch(/BucketConfig '\w+' .*BucketConfig '\w+' \(s3:\/\/acme-arraylake\/(one|two)[,)]/);
    expect(writes(emulator)).toEqual([]);
    expect((await stack.up(ordered(program))).errors).toHaveLength(1);
    expect(idsIn(emulator)).toEqual(idsIn(stack));
  });
});

describe("the way out of what two resources can't have in one update", () => {
  test("a chain of renames passes in two updates: first who gives up, then who takes", async () => {
    const { emulator, stack, before } = await standing({ one: config("one"), two: config("two") });
    expect(await stack.up({ one: config("one"), two: config("three", "two") })).toMatchObject({ errors: [] });
    expect(await stack.up({ one: config("two", "one"), two: config("three", "two") })).toMatchObject({ errors: [] });
    expect(emulator.buckets("acme").map(({ id, nickname }) => [id, nickname])).toEqual([
      [before[0]?.id, "two"],
      [before[1]?.id, "three"],
    ]);
  });

  test("a move into a place that is given up passes in two updates", async () => {
    const { emulator, stack } = await standing({ one: config("one"), two: config("two") });
    expect(await stack.up({ one: config("one"), two: config("two", "three") })).toMatchObject({ errors: [] });
    expect(await stack.up({ one: config("one", "two"), two: config("two", "three") })).toMatchObject({ errors: [] });
    const ids = stack.ids();
    expect(emulator.buckets("acme")).toMatchObject([
      { id: ids.two, prefix: "three" },
      { id: ids.one, prefix: "two" },
    ]);
  });

  test.each(ORDERS)("of two that have the same config already, either can go: it lets go (%s)", async (_, ordered) => {
    const one = config("one");
    for (const stays of ["one", "two"]) {
      const { emulator, stack, before } = await standing({ one });
      await stack.up({ two: config("one", "one", { adopt: true }) }, { killedAfter: "create two" });
      expect((await stack.up(ordered({ one, two: one }))).errors).toEqual([
        expect.stringContaining("has the same location"),
      ]);
      expect(await stack.up({ [stays]: one })).toMatchObject({
        errors: [],
        warnings: [expect.stringContaining("is let go of")],
      });
      expect(stack.ids()).toEqual({ [stays]: before[0]?.id });
      expect(emulator.buckets("acme")).toEqual(before);
    }
  });
});

describe("two resources of one program may have", () => {
  test.each<[string, Program, Program]>([
    ["the same place in two organisations", {}, { one: config("one"), two: config("one", "one", { org: "other" }) }],
    ["what isn't known yet", {}, { one: config(UNKNOWN, UNKNOWN), two: config(UNKNOWN, UNKNOWN) }],
    [
      "each its own, when one moves and the other stays",
      { one: config("one"), two: config("two") },
      { one: config("one", "moved"), two: config("two") },
    ],
    [
      "what they have, when both are replaced where they are",
      { one: config("one"), two: config("two") },
      {
        one: config("one", "one", { extraConfig: { regionName: "eu-west-1" } }),
        two: config("two", "two", { extraConfig: { regionName: "eu-west-1" } }),
      },
    ],
    [
      "what one gives up without anybody's taking it",
      { one: config("one") },
      { one: config("two", "two"), two: config("three") },
    ],
  ])("%s", async (_, before, program) => {
    const { stack } = await standing(before);
    for (const [, ordered] of ORDERS) expect(await stack.preview(ordered(program))).toMatchObject({ errors: [] });
  });
});
