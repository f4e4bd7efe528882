import { PLACEHOLDER } from "../../provider/model/secrets";
import { isAsDeclared } from "./declared";
import type { Entry, Operation } from "./engine";
import { clear, readable } from "./marks";
import { TOKEN } from "./process";
import { type Program, references, SECRETS } from "./program";
import { locationOf, type Row } from "./service";
import type { Outcome, World } from "./world";

// What must hold after each run, whatever the weather was and however it ended.

/** @param isCalm nothing went wrong, however slow it was, and nobody interfered, cancelled it or gave it little time */
export function brokenPromises(
  world: World,
  program: Program,
  operation: Operation,
  outcome: Outcome,
  isCalm: boolean,
): string[] {
  return [
    ...world.violations.splice(0),
    ...untoldOrphans(world),
    ...stolen(world),
    ...leaks(world, outcome),
    ...untoldDeletions(world, outcome),
    ...standIns(world),
    ...outcome.failures.flatMap(({ message, step }) => unhelpful(message, step)),
    ...(operation.replace ? [] : inventedClashes(world, program, outcome)),
    ...(isCalm ? [...unneededFailures(outcome), ...halfReplaced(world, program, operation, outcome)] : []),
    ...(isWhole(operation, outcome)
      ? [...ownedTwice(world, program), ...notAsDeclared(world, program), ...notTheDefault(world, program)]
      : []),
  ];
}

/** Nothing is lost, late or unreadable where nothing went wrong. */
function unneededFailures({ failures }: Outcome): string[] {
  return failures
    .filter(({ message }) => /No answer|Nobody can tell|was not expected|answered with/.test(message))
    .map(({ message }) => `a failure without a cause: ${message}`);
}

function isWhole({ kind, targets }: Operation, { how }: Outcome): boolean {
  return kind === "up" && how === "done" && targets === undefined;
}

/** What this stack made stands in its state, or somebody was told how to take it over. */
function untoldOrphans({ state, service, foreign, excused, cleared, said }: World): string[] {
  const orphans = [...service.rows.values()]
    .filter(({ id }) => !foreign.has(id) && !excused.has(id))
    .filter((row) => !cleared.has(`${row.org} ${locationOf(row)}`))
    .filter(({ id }) => state.every((entry) => entry.id !== id));
  const isTold = (row: Row) =>
    said.some((words) => words.includes(`(${locationOf(row)}`) && words.includes("adopt: true"));
  for (const row of orphans) if (isTold(row)) excused.add(row.id);
  return orphans
    .filter((row) => !isTold(row))
    .map((row) => `nobody was told that ${named(row)} stands, which no state knows`);
}

/** What somebody else made is in the state only where the program was told to adopt, as far as the service tells who made it. */
function stolen({ state, service, foreign, adopted }: World): string[] {
  return state
    .filter(({ kind, id }) => kind === "bucket" && foreign.has(id) && !adopted.has(id))
    .flatMap(({ name, id }) => {
      const row = service.rows.get(id);
      return row && row.oddity !== "around it" ? [`'${name}' took ${named(row)} without being told to adopt`] : [];
    });
}

function ownedTwice({ state }: World, program: Program): string[] {
  const owners = state.filter(({ kind, name }) => kind === "bucket" && program.some((goal) => goal.name === name));
  return owners
    .filter(({ id }, index) => owners.findIndex((other) => other.id === id) !== index)
    .map(({ id, name }) => `two resources have ${id}, and nobody minds: '${name}' is one of them`);
}

/** After a run that succeeded, what stands is what is declared; but for what somebody changed by hand, which a plain run doesn't see. */
function notAsDeclared({ state, service, touched, said }: World, program: Program): string[] {
  return program
    .filter(({ kind }) => kind === "bucket")
    .flatMap((goal) => {
      const entry = state.find(({ name, condemned }) => name === goal.name && !condemned);
      if (!entry) return [`'${goal.name}' is declared and not in the state`];
      if (touched.has(entry.id)) return [];
      const row = service.rows.get(entry.id);
      const isTold = said.some(
        (words) => words.includes(`'${clear(entry.outputs).nickname}'`) && words.includes("pulumi refresh"),
      );
      if (!row && isTold) return [];
      const isRenameDoubted = said.some(
        (words) =>
          words.includes(`renamed to '${row?.nickname}'. Run \`pulumi refresh\``) && words.startsWith("Nobody"),
      );
      if (isRenameDoubted) return [];
      if (!row) return [`'${goal.name}' (${entry.id}) doesn't stand, and the run says that all is well`];
      const doubts = said.filter((words) => words.includes(entry.id) && words.includes("nobody can tell whether"));
      const isUntold =
        doubts.some((words) => words.includes("doesn't give back authConfig,")) ||
        said.some(
          (words) => words.startsWith(`BucketConfig '${row.nickname}': noted`) && words.includes("its auth config"),
        );
      const told = isUntold ? { ...row, oddity: "no auth config" as const } : row;
      return isAsDeclared(goal, entry, told, doubts.length === 0)
        ? []
        : [`'${goal.name}' is not as declared: ${named(row)}`];
    });
}

function notTheDefault({ state, service, touched }: World, program: Program): string[] {
  return program
    .filter(({ kind }) => kind === "default")
    .map((goal) => String(clear(state.find(({ name }) => name === goal.name)?.outputs ?? {}).bucketConfigId))
    .filter((id) => !touched.has(id) && service.rows.get(id)?.is_default === false)
    .map((id) => `${id} is declared to be the default, and isn't`);
}

/**
 * A refusal leaves nothing half done, but one that an option brings, or one of what waits for others and is checked after them.
 * Pulumi deletes what depends on a target that is replaced, and creates only targets again.
 */
function halfReplaced(
  { state }: World,
  program: Program,
  { targets }: Operation,
  { halfReplaced: names, failures }: Outcome,
): string[] {
  const waited = program.filter((goal) => references(goal).length > 0).map(({ name }) => name);
  if (state.some(({ retainOnDelete }) => retainOnDelete)) return [];
  if (failures.some(({ resource }) => waited.includes(resource))) return [];
  const wanted = names.filter((name) => targets?.includes(name) ?? true);
  return wanted.map((name) => `'${name}' was deleted and not created again, though nothing went wrong on the way`);
}

/** Who is said to clash with another resource of the program does so, but where an option left an old config standing. */
function inventedClashes({ state }: World, program: Program, { failures }: Outcome): string[] {
  if (state.some(({ retainOnDelete }) => retainOnDelete) || program.some((goal) => references(goal).length > 0))
    return [];
  if (program.some(({ ignoreChanges }) => ignoreChanges?.length)) return [];
  return failures
    .filter(({ message }) => /another resource.*has the same/.test(message))
    .filter(({ resource }) => {
      const goal = program.find(({ name }) => name === resource);
      const others = program.filter((other) => other !== goal);
      return others.every(({ args }) => args.nickname !== goal?.args.nickname && args.uri !== goal?.args.uri);
    })
    .map(({ resource, message }) => `'${resource}' is said to clash with what nobody declares: ${message}`);
}

/** Every failure is one that was thought of, and says what to do. */
function unhelpful(message: string, step: string): string[] {
  if (message.includes("not expected")) return [`a failure that nobody thought of, in ${step}: ${message}`];
  const isPlain = /^[\w.]+ is required\.$/.test(message);
  return isPlain || (/[.)?]$/.test(message) && message.length > 40)
    ? []
    : [`a failure that says too little, in ${step}: '${message}'`];
}

const LEAST = 8;
const GRAMS = new Set([...SECRETS, TOKEN].flatMap((secret) => grams(secret)));

function grams(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - LEAST + 1) }, (_, at) => text.slice(at, at + LEAST));
}

function leaks({ state, face }: World, { told, failures }: Outcome): string[] {
  const words = [...told, ...failures.map(({ message }) => message)];
  // Of a dynamic provider's state, the program alone marks what is encrypted.
  const open = face === "native" ? readable : withoutAuth;
  const shown = state.map(({ inputs, outputs }) => JSON.stringify([open(inputs), open(outputs)]));
  return [...words, ...shown]
    .filter((text) => grams(text).some((gram) => GRAMS.has(gram)))
    .map((text) => `shows a secret: ${text}`);
}

function withoutAuth({ authConfig: _, ...rest }: Entry["inputs"]): object {
  return rest;
}

/** What code shows in the place of a secret is none. */
function standIns({ state }: World): string[] {
  const taken = state.filter(({ outputs }) => JSON.stringify(outputs).includes(PLACEHOLDER));
  return taken.map(({ name }) => `'${name}' has for a secret what stands in its place`);
}

/** Where a deletion fails, and yet nothing stands, it says what to do: the state still has it. */
function untoldDeletions({ state, service, touched }: World, { failures, writes }: Outcome): string[] {
  const asked = writes.filter(({ method }) => method === "DELETE").map(({ path }) => path.split("/").at(-1));
  return failures
    .filter(({ step }) => step === "delete")
    .flatMap(({ resource, message }) => {
      const entries = state.filter(({ name, id }) => name === resource && asked.includes(id) && !touched.has(id));
      const isGone = entries.some(({ id }) => !service.rows.has(id));
      return isGone && !/Nobody can tell|still stands/.test(message)
        ? [`'${resource}' is gone, and its deletion says: ${message}`]
        : [];
    });
}

function named(row: Row): string {
  return `BucketConfig '${row.nickname}' (${locationOf(row)}, ${row.id})`;
}
