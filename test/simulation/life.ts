import { wireAuth } from "./declared";
import type { Operation } from "./engine";
import { FAIR, type Weather } from "./network";
import { changed, crowd, type Goal, hasTimeouts, type Program, tidied, upheaval } from "./program";
import { brokenPromises } from "./promises";
import { FACES, type FaceName } from "./provider";
import { Random } from "./random";
import { locationOf, ODDITIES, type Row } from "./service";
import { settled } from "./settling";
import { type Cancel, World } from "./world";

/** One thing that happens in a life. Each has numbers of its own, so that a life without one of them stays the same else. */
type Event =
  | {
      readonly what: "change" | "revert" | "crowd" | "team" | "upheaval" | "people";
      readonly seed: number;
    }
  | RunEvent;

interface RunEvent {
  readonly what: "run";
  readonly seed: number;
  readonly operation: Operation["kind"];
  readonly refresh: boolean;
  readonly weather: Weather;
  /** How many things may happen before the process is killed. */
  readonly lives: number;
  readonly cancel: Cancel | undefined;
  readonly importing: boolean;
  readonly target: boolean;
  readonly replace: boolean;
  readonly goOn: boolean;
  /** Somebody interferes while it goes on. */
  readonly meanwhile: boolean;
}

export interface Life {
  readonly seed: number;
  readonly face: FaceName;
  readonly events: readonly Event[];
}

/** The share of lives that begin with many resources, and of those with more than there are workers. */
const CROWDED = 0.003;
const TEAMS = 0.02;

const WEATHERS: readonly Weather[] = [
  FAIR,
  FAIR,
  FAIR,
  { ...FAIR, lag: 8_000 },
  { ...FAIR, slow: 40_000 },
  { ...FAIR, faults: 0.1 },
  { faults: 0.3, lag: 3_000, slow: 300 },
  { faults: 0.6, lag: 10_000, slow: 3_000 },
];

/** Every other life is one with the native plugin, where nobody says which face it has. */
export function lifeOf(seed: number, face: FaceName = FACES[seed % 2] as FaceName): Life {
  return { seed, face, events: eventsOf(seed) };
}

function eventsOf(seed: number): Event[] {
  const random = new Random(seed);
  const events: Event[] = [];
  if (random.chance(CROWDED)) return crowdedEvents(random);
  if (random.chance(TEAMS)) return teamEvents(random);
  let mayBeKilled = false;
  for (let round = 1 + random.below(6); round > 0; round--) {
    // Whose run was killed often goes back to what stood before.
    if (mayBeKilled && random.chance(0.4)) events.push({ what: "revert", seed: random.seed() });
    else
      for (let changes = 1 + random.below(2); changes > 0; changes--)
        events.push({ what: "change", seed: random.seed() });
    mayBeKilled = random.chance(0.15);
    if (random.chance(0.4)) events.push({ what: "people", seed: random.seed() });
    events.push({
      what: "run",
      seed: random.seed(),
      operation: random.pick(["up", "up", "up", "up", "up", "up", "up", "preview", "refresh", "destroy", "import"]),
      refresh: random.chance(0.15),
      weather: random.pick(WEATHERS),
      lives: mayBeKilled ? 1 + random.below(random.pick([10, 40])) : Number.POSITIVE_INFINITY,
      target: random.chance(0.05),
      replace: random.chance(0.05),
      goOn: random.chance(0.1),
      meanwhile: random.chance(0.15),
      cancel: random.chance(0.15) ? cancelled(random) : undefined,
      importing: random.chance(0.15),
    });
  }
  return events;
}

/** At any moment, and often with a request under way. */
function cancelled(random: Random): Cancel {
  const wait = random.chance(0.5) ? 0 : random.below(10 ** (1 + random.below(5)));
  return { things: 1 + random.below(random.pick([4, 20])), wait };
}

/** Many resources at once, and a service that takes its time. */
function crowdedEvents(random: Random): Event[] {
  return [{ what: "crowd", seed: random.seed() }, calmUp(random, { ...FAIR, slow: 60_000 })];
}

/** More resources than workers, all of which are replaced at once. */
function teamEvents(random: Random): Event[] {
  const weather = { ...FAIR, slow: random.pick([60, 3_000]) };
  return [
    { what: "team", seed: random.seed() },
    calmUp(random, FAIR),
    { what: "upheaval", seed: random.seed() },
    calmUp(random, weather),
  ];
}

function calmUp(random: Random, weather: Weather): RunEvent {
  const calm = { refresh: false, lives: Number.POSITIVE_INFINITY, target: false, replace: false, goOn: false };
  return {
    what: "run",
    seed: random.seed(),
    operation: "up",
    weather,
    ...calm,
    meanwhile: false,
    cancel: undefined,
    importing: false,
  };
}

const CHANGES = {
  change: (program: Program, random: Random) => tidied(changed(program, random)),
  crowd: (_: Program, random: Random) => crowd(100, random),
  team: (_: Program, random: Random) => crowd(12, random),
  upheaval,
} as const;

export interface Lived {
  readonly world: World;
  /** The promises that were broken first; empty for a good life. */
  readonly broken: readonly string[];
}

export async function lived(life: Life): Promise<Lived> {
  const { random } = Math;
  const own = new Random(life.seed);
  // The provider draws how long it waits: for one seed the same.
  Math.random = () => own.next();
  try {
    return await livedOnce(life);
  } finally {
    Math.random = random;
  }
}

async function livedOnce({ seed, face, events }: Life): Promise<Lived> {
  const world = new World(seed, face);
  let program: Program = [];
  let before: Program = [];
  for (const event of events) {
    const random = new Random(event.seed);
    if (event.what === "run") {
      const broken = await run(world, program, event);
      if (broken.length > 0) return { world, broken };
    } else if (event.what === "people") {
      people(world, program, random);
      // Whoever clicks is slower than any list.
      await world.clock.pass(300_000);
    } else {
      const last = program;
      if (event.what === "revert") program = before;
      else program = CHANGES[event.what](program, random);
      before = last;
      world.tell(`the program: ${program.map((goal) => JSON.stringify(goal)).join("\n             ") || "empty"}`);
    }
  }
  return { world, broken: await settled(world, program, new Random(seed)) };
}

async function run(world: World, program: Program, event: RunEvent): Promise<readonly string[]> {
  const { operation: kind, refresh, weather, lives, cancel, importing, seed, goOn } = event;
  const targets = event.target && program.length > 0 ? [new Random(seed).pick(program).name] : undefined;
  const replace = event.replace && program.length > 0 ? new Random(seed).pick(program).name : undefined;
  const operation: Operation = {
    kind,
    refresh: refresh && (kind === "up" || kind === "preview"),
    targets,
    replace,
    goOn,
  };
  if (event.meanwhile) {
    const random = new Random(seed);
    // Who makes the very same config in the same minute can't be told from the provider: nothing of it says whose it is.
    world.clock.after(random.below(2 * 10 ** (1 + random.below(5))), () => people(world, [], random));
  }
  if (event.importing && world.face === "native") makeByHand(world, program);
  const isHurried = program.some(hasTimeouts) || world.state.some(hasTimeouts);
  const outcome = await world.run(program, operation, { weather, lives, cancel, importing, seed });
  const isUndisturbed = !event.meanwhile && !isHurried && outcome.how !== "cancelled";
  const isCalm = weather.faults === 0 && weather.lag === 0 && isUndisturbed;
  return brokenPromises(world, program, operation, outcome, isCalm);
}

/** A row whose id nobody can ever read is the support's. */
const LASTING = ODDITIES.filter((oddity) => oddity !== "its id");

const SETTINGS = { extra_config: { region_name: "eu" }, auth_config: { method: "anonymous" } };

/** What somebody enters who has the program before their eyes. */
function settingsOf({ args }: Goal): Pick<Row, "extra_config" | "auth_config"> {
  const { regionName } = args.extraConfig as Record<string, unknown>;
  return { extra_config: { region_name: regionName }, auth_config: wireAuth(args.authConfig as object) };
}

/** Somebody made what the program is to import, perhaps with another region. */
function makeByHand(world: World, program: Program): void {
  for (const goal of program) {
    const { org = "acme", uri, nickname } = goal.args;
    const [, prefix = ""] = /^s3:\/\/lake\/(.*)$/.exec(String(uri)) ?? [];
    const rows = world.rows();
    const isTaken = rows.some((row) => row.nickname === nickname || (row.org === org && locationOf(row) === uri));
    if (goal.kind !== "bucket" || !prefix || isTaken || world.state.some(({ name }) => name === goal.name)) continue;
    const place = { org: String(org), platform: "s3", name: "lake", prefix };
    const settings = rows.length % 3 === 0 ? SETTINGS : settingsOf(goal);
    const by = { created_by: "ann@acme.example", is_default: false };
    const made = world.putForeign({ ...place, ...settings, ...by, nickname: String(nickname) });
    world.tell(`somebody makes '${made.nickname}' at ${uri} (${made.id}), which is to be imported`);
  }
}

/** What people do in the web app, beside the program. */
function people(world: World, program: Program, random: Random): void {
  const rows = world.rows();
  const row = rows.length > 0 ? random.pick(rows) : undefined;
  const goal = program.length > 0 ? random.pick(program) : undefined;
  const inUse = row && world.service.reposOf(row.id).length > 0;
  switch (random.below(6)) {
    case 0:
      if (goal?.kind === "bucket" && typeof goal.args.uri === "string") {
        const prefix = /^s3:\/\/lake\/?(.*)$/.exec(goal.args.uri)?.[1] ?? "";
        const org = String(goal.args.org ?? "acme");
        const place = { org, platform: "s3", name: "lake", prefix };
        if (world.service.at(org, `s3://lake${prefix && `/${prefix}`}`)) return;
        const isFree = rows.every((other) => other.nickname !== goal.args.nickname);
        const made = world.putForeign({
          ...place,
          ...(random.chance(0.5) ? settingsOf(goal) : SETTINGS),
          nickname: isFree && random.chance(0.7) ? String(goal.args.nickname) : `theirs-${rows.length}`,
          created_by: "ann@acme.example",
          is_default: false,
          ...(random.chance(0.2) ? { oddity: random.pick(LASTING) } : {}),
        });
        world.tell(`somebody makes '${made.nickname}' at s3://lake/${prefix} (${made.id})`);
      }
      return;
    case 1:
    case 2:
      if (!row) return;
      world.tell(`a repo begins to rely on '${row.nickname}' (${row.id})`);
      world.service.repos.set(`repo-${world.service.repos.size}`, {
        org: row.org,
        bucket: row.id,
        ghost: random.chance(0.2),
        since: world.clock.now(),
      });
      return;
    case 3:
      world.tell("all repos are deleted for good");
      world.service.repos.clear();
      return;
    case 4:
      if (!row || inUse) return;
      world.tell(`somebody deletes '${row.nickname}' (${row.id})`);
      // What somebody made by hand, and no state has, is nobody's yet: who takes it over has to have asked for it.
      if (world.isHeld(row.id) || !world.foreign.has(row.id)) world.touched.add(row.id);
      world.cleared.add(`${row.org} ${locationOf(row)}`);
      world.service.remove(row.id);
      return;
    default: {
      if (!row) return;
      // What is in use now may have been changed before.
      const change = random.chance(0.5)
        ? { nickname: `changed-${rows.length}` }
        : { extra_config: { region_name: "elsewhere" } };
      if (rows.some(({ nickname }) => nickname === change.nickname)) return;
      world.tell(`somebody changes '${row.nickname}' (${row.id}): ${JSON.stringify(change)}`);
      world.touched.add(row.id);
      world.service.put({ ...row, ...change });
    }
  }
}
