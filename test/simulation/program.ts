import { isSecretAuthField } from "../../provider/model/auth-methods";
import { PLACEHOLDER } from "../../provider/model/secrets";
import { type Path, withMark } from "./marks";
import type { Random } from "./random";

// A program as somebody writes it, and how it changes from one commit to the next.

/** The value is an output of another resource. */
export interface Reference {
  readonly of: string;
}

/** The option `customTimeouts`, in seconds. */
export interface Timeouts {
  readonly create?: number;
  readonly read?: number;
  readonly update?: number;
  readonly delete?: number;
}

export interface Goal {
  readonly name: string;
  readonly kind: "bucket" | "default";
  readonly args: Readonly<Record<string, unknown>>;
  /** The names that it had before. */
  readonly aliases: readonly string[];
  readonly retainOnDelete?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly timeouts?: Timeouts;
  /** The option `import`: what stands and is to be taken into the state. */
  readonly import?: string;
  /** What the program makes a secret. */
  readonly secrets?: readonly Path[];
}

export type Program = readonly Goal[];

export const SECRETS = ["first-Secret/of+a=bucket", "second-Secret/of+a=bucket", "third-Secret/of+a=bucket"];

const PLACES = ["lake/a", "lake/b", "lake/c", "lake/d", "lake"];
const NICKNAMES = ["alpha", "beta", "gamma", "delta", "omega"];
const NOBODY = "00000000-0000-4000-8000-999999999999";
const NAMES = ["one", "two", "three", "four", "five"];

/** A program in clear, one whose secrets come from a config, one whose auth config comes from elsewhere, and one that hides all. */
const MARKED: readonly (readonly Path[])[] = [
  [],
  [
    ["authConfig", "accessKeyId"],
    ["authConfig", "secretAccessKey"],
    ["authConfig", "sharedSecret"],
  ],
  [["authConfig"]],
  [["nickname"], ["uri"], ["extraConfig", "regionName"], ["authConfig", "externalRoleName"]],
  [["extraConfig"], ["authConfig"], ["authConfig", "secretAccessKey"]],
];

const IGNORED = ["nickname", "extraConfig", "extraConfig.regionName", "authConfig", "authConfig.secretAccessKey"];

const SECONDS = [1, 5, 30, 300];

function auth(random: Random): object {
  const secret = random.pick(SECRETS);
  return random.pick([
    { method: "anonymous" },
    { method: "hmac", accessKeyId: `key-of-${secret}`, secretAccessKey: secret },
    { method: "aws_customer_managed_role", externalCustomerId: "1", externalRoleName: "role", sharedSecret: secret },
  ]);
}

function args(random: Random): Goal["args"] {
  return {
    nickname: random.pick(NICKNAMES),
    ...place(random),
    extraConfig: { regionName: random.pick(["eu", "us"]) },
    authConfig: auth(random),
    ...(random.chance(0.05) ? { org: "other" } : {}),
    ...(random.chance(0.1) ? { adopt: true } : {}),
  };
}

function timeouts(random: Random): Timeouts {
  const limit = () => (random.chance(0.5) ? random.pick(SECONDS) : 0);
  return { create: limit(), read: limit(), update: limit(), delete: limit() };
}

function place(random: Random): Goal["args"] {
  return { uri: `s3://${random.pick(PLACES)}`, platform: undefined, name: undefined, prefix: undefined };
}

function bucket(random: Random, program: Program): Goal {
  const free = NAMES.filter((name) => program.every((goal) => goal.name !== name));
  const name = free[0] ?? `more-${program.length}`;
  return {
    name,
    kind: "bucket",
    args: args(random),
    aliases: [],
    secrets: random.pick(MARKED),
    ...(random.chance(0.15) ? { ignoreChanges: [random.pick(IGNORED)] } : {}),
    ...(random.chance(0.15) ? { timeouts: timeouts(random) } : {}),
  };
}

/** So many resources that have nothing to do with each other. */
export function crowd(count: number, random: Random): Program {
  return Array.from({ length: count }, (_, index) => {
    const name = `crowd-${index}`;
    return {
      name,
      kind: "bucket",
      aliases: [],
      args: { ...args(random), nickname: name, uri: `s3://lake/${name}`, org: undefined },
    };
  });
}

/** Every resource is to be replaced, and one that is new can't be made. */
export function upheaval(program: Program, random: Random): Program {
  const replaced = program.map((goal) => ({ ...goal, args: { ...goal.args, extraConfig: { regionName: "new" } } }));
  return replaced.length === 0 ? [] : [...replaced, { ...random.pick(replaced), name: "refused" }];
}

/** A change that somebody may make, sensible or not. */
export function changed(program: Program, random: Random): Program {
  const buckets = program.filter(({ kind }) => kind === "bucket");
  if (buckets.length === 0) return [...program, bucket(random, program)];
  const [a, b] = [random.pick(buckets), random.pick(buckets)];
  const put = (goal: Goal, change: Partial<Goal>) =>
    program.map((other) => (other === goal ? { ...goal, ...change } : other));
  const set = (goal: Goal, change: Goal["args"]) => put(goal, { args: { ...goal.args, ...change } });
  const other = bucket(random, program);
  switch (random.below(22)) {
    case 0:
    case 1:
      return [...program, other];
    case 2:
      return program.filter((goal) => goal !== a);
    // Another name in the program: with the option that says so, told to adopt, or neither.
    case 3:
      return put(a, { name: other.name, aliases: [a.name] });
    case 4:
      return put(a, { name: other.name, args: { ...a.args, adopt: true } });
    case 5:
      return put(a, { name: other.name });
    case 6:
      return [...program, { ...a, name: other.name, aliases: [] }];
    case 7:
      return [{ ...a, name: other.name, aliases: [], args: { ...a.args, adopt: true } }, ...program];
    case 8:
    case 9:
      return set(a, { nickname: random.pick(NICKNAMES) });
    case 10:
      return set(a, place(random));
    case 11:
      return set(a, { extraConfig: { regionName: random.pick(["eu", "us"]) } });
    case 12:
      return set(a, { authConfig: auth(random) });
    // A chain or a swap of nicknames, of places, of names.
    case 13:
      return program.map((goal) => {
        if (goal === a) return { ...goal, args: { ...goal.args, nickname: b.args.nickname } };
        return goal === b
          ? { ...goal, args: { ...goal.args, nickname: random.chance(0.5) ? a.args.nickname : random.pick(NICKNAMES) } }
          : goal;
      });
    case 14:
      return program.map((goal) =>
        goal === a ? { ...goal, args: b.args } : goal === b ? { ...goal, args: a.args } : goal,
      );
    // One is replaced, and another is a copy of what it becomes.
    case 15: {
      const moved = { ...a.args, ...place(random) };
      return [...set(a, moved), { ...other, args: moved }];
    }
    case 16:
      return put(a, { args: { ...a.args, adopt: !a.args.adopt } });
    case 17:
      return put(a, random.chance(0.5) ? { retainOnDelete: !a.retainOnDelete } : { deleteBeforeReplace: false });
    case 18: {
      const rest = program.filter(({ kind }) => kind !== "default" || random.chance(0.2));
      const mark = {
        bucketConfigId: random.chance(0.1) ? NOBODY : { of: b.name },
        ...(b.args.org ? { org: b.args.org } : {}),
      };
      return [...rest, { name: `default-${random.below(2)}`, kind: "default", args: mark, aliases: [] }];
    }
    case 19:
      return put(a, { ignoreChanges: a.ignoreChanges ? [] : [random.pick(IGNORED)] });
    case 20:
      return put(a, { timeouts: timeouts(random) });
    // Where one is depends on another, which has an id of its own in each life.
    default:
      return a === b
        ? program
        : [
            ...program.filter((goal) => goal !== a),
            { ...a, args: { ...a.args, uri: undefined, platform: "s3", name: "lake", prefix: { of: b.name } } },
          ];
  }
}

/** What would make no sense to anybody: a reference to what isn't there, or in a circle, or two of one name or alias. */
export function tidied(program: Program): Program {
  const kept: Goal[] = [];
  const isFirst = (goal: Goal, same: (other: Goal) => boolean) => program.find(same) === goal;
  let rest = program
    .filter((goal) => isFirst(goal, ({ name }) => name === goal.name))
    .map((goal) => {
      const aliases = goal.aliases.filter((alias) => isFirst(goal, (other) => other.aliases.includes(alias)));
      return { ...goal, aliases };
    });
  for (;;) {
    const next = rest.filter((goal) => references(goal).every((name) => kept.some((other) => other.name === name)));
    if (next.length === 0) return kept;
    kept.push(...next);
    rest = rest.filter((goal) => !next.includes(goal));
  }
}

/** A program as the code that an import writes: all by its parts, and in the place of each secret that it has none. */
export function asImported({ args, secrets: _, ...goal }: Goal): Goal {
  const { uri, adopt: __, ...fields } = args;
  const [, name = "", , prefix = ""] = /^s3:\/\/([^/]+)(\/(.*))?$/.exec(String(uri)) ?? [];
  const auth = Object.entries(args.authConfig as object);
  const authConfig = Object.fromEntries(
    auth.map(([field, value]) => [field, isSecretAuthField(field) ? PLACEHOLDER : value]),
  );
  return { ...goal, args: { org: "acme", ...fields, platform: "s3", name, prefix, authConfig } };
}

/** A resource as its program gives it to Pulumi, with its secrets marked. */
export function marked({ secrets = [], ...goal }: Goal): Goal {
  return { ...goal, args: secrets.toReversed().reduce(withMark, goal.args) };
}

/** Whether an option lets a field, or a part of it, differ from what is declared. */
export function isIgnored({ ignoreChanges = [] }: Goal, field: string): boolean {
  return ignoreChanges.some((path) => path === field || path.startsWith(`${field}.`));
}

export function hasTimeouts({ timeouts = {} }: Pick<Goal, "timeouts">): boolean {
  return Object.values(timeouts).some((seconds) => seconds > 0);
}

export function references({ args }: Goal): string[] {
  return Object.values(args).flatMap((value) => (isReference(value) ? [value.of] : []));
}

export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "of" in value;
}
