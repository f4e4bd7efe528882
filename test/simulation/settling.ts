import { isDeepStrictEqual } from "node:util";
import { containsUnknown } from "../../provider/model/unknown";
import type { Failure } from "./engine";
import { readable } from "./marks";
import { type Program, references, tidied } from "./program";
import { brokenPromises } from "./promises";
import type { Random } from "./random";
import type { Outcome, World } from "./world";

const MOST_ROUNDS = 30;

/**
 * The end of a life: the weather is fair, nobody interferes, and the user does what the messages say. Then all ends as it is
 * declared, and a run at rest has nothing to do.
 */
export async function settled(world: World, wanted: Program, random: Random): Promise<string[]> {
  world.tell("--- all is calm, and the user does what the messages say");
  world.service.repos.clear();
  const last = await world.run(wanted, { kind: "refresh" }, { seed: random.seed() });
  if (last.how !== "done") return last.failures.map(({ message }) => `a refresh fails in fair weather: ${message}`);
  // The state knows by now what was changed behind its back.
  world.touched.clear();
  // What these options ask for, no provider is told: with them, what is to be replaced stands where it is to be made anew.
  let program: Program = wanted.map(({ retainOnDelete: _, deleteBeforeReplace: __, ...goal }) => goal);
  const aside = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const now = tidied(program.filter(({ name }) => !aside.has(name)));
    const isRetained = world.state.some(({ retainOnDelete }) => retainOnDelete);
    const preview = await world.run(now, { kind: "preview" }, { seed: random.seed() });
    const unsaid = world.said.length;
    const outcome = await world.run(now, { kind: "up" }, { seed: random.seed() });
    // Of two that set the default, the one that goes may have been the last to set it.
    if (outcome.how === "done" && world.said.slice(unsaid).some((words) => words.includes("stays the default of"))) {
      await world.run(now, { kind: "refresh" }, { seed: random.seed() });
      continue;
    }
    const broken = brokenPromises(world, now, { kind: "up" }, outcome, true);
    if (broken.length > 0) return broken;
    if (outcome.how === "done") {
      if (preview.how !== "done")
        return [`the preview refuses what the update does: ${preview.failures.map(({ message }) => message)}`];
      const otherwise = brokenPlans(world, preview);
      if (otherwise.length > 0) return otherwise;
      const rest = await world.run(now, { kind: "preview", refresh: true }, { seed: random.seed() });
      if (rest.how !== "done" || rest.changed)
        return [`a run at rest has something to do: ${rest.failures.map(({ message }) => message)}`];
      if (now.length === program.length) return [];
      aside.clear();
      continue;
    }
    const promised = isRetained ? undefined : brokenPreview(preview, outcome, now);
    if (promised) return [promised];
    for (const failure of outcome.failures) {
      if (failure.message.includes("First run `pulumi refresh`"))
        await world.run(now, { kind: "refresh" }, { seed: random.seed() });
      program = advised(world, program, aside, failure);
    }
  }
  return [`it doesn't settle in ${MOST_ROUNDS} updates`];
}

/** What an update refuses, the preview has said already, unless it depends on what only an update can know. */
function brokenPreview(preview: Outcome, outcome: Outcome, program: Program): string | undefined {
  if (preview.how !== "done") return undefined;
  if (program.some((goal) => references(goal).length > 0)) return undefined;
  const [refused] = outcome.failures;
  return refused && `the preview promised what the update refuses: ${refused.message}`;
}

/** What a preview says that a state will hold, it holds, as far as the preview could know it. */
function brokenPlans({ state }: World, { planned }: Outcome): string[] {
  return [...planned].flatMap(([resource, values]) => {
    const outputs = state.find(({ name, condemned }) => name === resource && !condemned)?.outputs ?? {};
    return Object.entries(values)
      .filter(([field, value]) => !containsUnknown(value) && !isDeepStrictEqual(value, outputs[field]))
      .map(([field]) => `the preview promised another ${field} of '${resource}': ${JSON.stringify(readable(values))}`);
  });
}

/** What a user makes of a failure. */
function advised(world: World, program: Program, aside: Set<string>, { resource, message }: Failure): Program {
  if (message.includes("another resource of this program was refused or failed")) return program;
  const id = /\bid ([0-9a-f-]{36})/.exec(message)?.[1] ?? "";
  const goal = program.find(({ name }) => name === resource);
  const isHeld = world.state.some((entry) => entry.id === id && program.some(({ name }) => name === entry.name));
  if (
    /has the same|can have one default|no BucketConfig has that id/.test(message) ||
    (/Can't adopt|nickname is held/.test(message) && isHeld)
  ) {
    world.tell(`    the user removes '${resource}' from the program`);
    const entry = world.state.find(({ name, condemned }) => name === resource && !condemned);
    if (entry && message.includes("let go of, and not deleted")) world.lettingGo.add(entry.id);
    return tidied(program.filter(({ name }) => name !== resource));
  }
  if (/in the same update|has it already/.test(message)) {
    world.tell(`    the user does without '${resource}' in the next update`);
    aside.add(resource);
    return program;
  }
  const canAdopt = message.includes("adopt: true") && goal?.args.adopt !== true;
  if (canAdopt) {
    world.tell(`    the user lets '${resource}' adopt`);
    return program.map((other) => (other === goal ? { ...goal, args: { ...goal.args, adopt: true } } : other));
  }
  if (world.service.rows.has(id) && world.state.every((entry) => entry.id !== id)) {
    world.tell(`    the user removes ${id} by hand`);
    world.service.remove(id);
    return program;
  }
  world.tell(`    the user does without '${resource}' in the next update`);
  aside.add(resource);
  return program;
}
