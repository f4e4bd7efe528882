// The demo: a small Pulumi program against an emulator of Arraylake, on the real Pulumi CLI. `npm run demo` sets up what it
// needs and runs it. It leaves nothing behind.

import { type Emulator, startEmulator } from "pulumi-arraylake/emulator";
import { type Ended, runPulumi } from "./cli.mts";
import * as print from "./print.mts";
import { Project } from "./project.mts";
import { type Held, ORG, type PulumiStep, SECRETS, type ServiceStep, STACK, STEPS, type Step } from "./story.mts";

interface Stage {
  readonly emulator: Emulator;
  readonly project: Project;
  readonly signal: AbortSignal;
  /** The id that the BucketConfig of each uri began with. */
  readonly ids: Map<string, string>;
}

/** Something was not seen that had to be. */
class NotAsTold extends Error {}

async function main(signal: AbortSignal): Promise<void> {
  const began = Date.now();
  const emulator = await startEmulator({ orgs: [ORG], createdBy: "you@acme.example" });
  const project = new Project();
  try {
    project.fill();
    const stage: Stage = { emulator, project, signal, ids: new Map() };
    await introduce(stage);
    for (const [index, step] of STEPS.entries()) await take(step, index + 1, stage);
    summarise(Math.round((Date.now() - began) / 1000));
  } finally {
    await emulator.close();
    project.remove();
  }
}

async function introduce(stage: Stage): Promise<void> {
  print.title("pulumi-arraylake: where an organisation's arrays are stored, as code");
  print.paragraph(
    `Everything here happens on this machine: Arraylake is an emulator at ${stage.emulator.url}, the Pulumi CLI is the real one, ` +
      "and its state is in a temporary folder that is removed at the end. This is the program:",
  );
  print.file("index.ts", stage.project.program);
  const secrets = Object.entries(SECRETS).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
  await quietly(["stack", "init", STACK], stage);
  await quietly(["config", "set-all", "--plaintext", `arraylake:org=${ORG}`, ...secrets], stage);
}

async function quietly(args: readonly string[], stage: Stage): Promise<void> {
  const { code, text } = await pulumi(args, stage, () => {});
  if (code !== 0) throw new NotAsTold(`pulumi ${args[0]} ${args[1]} ended with exit code ${code}:\n${text}`);
}

function pulumi(args: readonly string[], stage: Stage, onLine: (line: string) => void): Promise<Ended> {
  const { project, emulator, signal } = stage;
  const how = ["--non-interactive", "--color", print.hasColours ? "always" : "never"];
  return runPulumi([...args, ...how], { cwd: project.folder, env: project.environment(emulator), onLine, signal });
}

async function take(step: Step, number: number, stage: Stage): Promise<void> {
  stage.signal.throwIfAborted();
  print.step(number, STEPS.length, step.title, step.why);
  stage.emulator.clearCalls();
  try {
    if ("call" in step) await callService(step, stage);
    else await runStep(step, stage);
    checkService(step, stage);
  } catch (error) {
    if (!(error instanceof NotAsTold)) throw error;
    throw new NotAsTold(`Step ${number} (${step.title}) did not end as told: ${error.message}`);
  }
  print.good(`Seen: ${step.seen}.`);
}

async function callService({ call }: ServiceStep, { emulator }: Stage): Promise<void> {
  print.request(`${call.method} ${call.path}${call.body ? ` ${JSON.stringify(call.body)}` : ""}`);
  const answer = await fetch(`${emulator.url}${call.path}`, {
    method: call.method,
    headers: { authorization: `Bearer ${emulator.token}`, "content-type": "application/json" },
    ...(call.body ? { body: JSON.stringify(call.body) } : {}),
  });
  print.output(`${answer.status} ${answer.statusText}`);
  if (!answer.ok) throw new NotAsTold(`Arraylake's answer was to be a good one, not ${await answer.text()}`);
}

async function runStep(step: PulumiStep, stage: Stage): Promise<void> {
  if (step.edits) {
    const { name, before, after } = stage.project.edit(step.edits);
    print.change(name, before, after);
  }
  print.command(`pulumi ${step.command.join(" ")}`);
  const { code, text } = await pulumi([...step.command, "--suppress-progress"], stage, print.output);
  if ((code !== 0) !== (step.refused === true)) {
    throw new NotAsTold(`pulumi was to ${step.refused ? "fail" : "end with exit code 0"}, and ended with ${code}.`);
  }
  const missing = step.says.filter((words) => !text.includes(words));
  if (missing.length > 0) throw new NotAsTold(`pulumi was to say "${missing.join('" and "')}".`);
  const state = stage.project.stateText();
  const leaked = Object.keys(SECRETS).filter((key) => state.includes(SECRETS[key] ?? key));
  if (state.includes(stage.emulator.token)) leaked.push("the token");
  if (leaked.length > 0)
    throw new NotAsTold(`the state was to hold no secret in clear, and holds ${leaked.join(", ")}.`);
}

/** Holds what the emulator has, and what it was asked to do, against what the step tells. */
function checkService(step: Step, { emulator, ids }: Stage): void {
  const repos = emulator.repos(ORG);
  const buckets = emulator.buckets(ORG).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = buckets.map(({ id, nickname, platform, name, prefix }) => ({
    id,
    nickname,
    uri: `${platform}://${name}${prefix ? `/${prefix}` : ""}`,
    repos: repos.filter((repo) => repo.bucket_id === id).map((repo) => repo.name),
  }));
  print.held(ORG, rows);
  const wanted = described(step.holds);
  const actual = described(rows);
  if (wanted !== actual) throw new NotAsTold(`Arraylake was to hold ${wanted}, and holds ${actual}.`);
  for (const { uri, id } of rows) {
    if ((ids.get(uri) ?? id) !== id) throw new NotAsTold(`${uri} was to keep its id ${ids.get(uri)}, and has ${id}.`);
    ids.set(uri, id);
  }
  const calls = emulator.calls().filter(({ method, path }) => method !== "GET" && /\/buckets(\/|$)/.test(path));
  const writes = calls.map(({ method }) => method).join(", ");
  if (writes !== step.writes.join(", ")) {
    throw new NotAsTold(`Arraylake was to be asked for ${step.writes.join(", ") || "no change"}, and was: ${writes}.`);
  }
}

function described(rows: readonly Held[]): string {
  const texts = rows.map(({ nickname, uri, repos }) => `${nickname} (${[uri, ...repos].join("; ")})`);
  return texts.toSorted().join(", ") || "nothing";
}

function summarise(seconds: number): void {
  print.title(`What you have seen, in ${seconds} s:`);
  for (const { seen } of STEPS) print.good(seen);
  print.paragraph("");
  print.paragraph("Nothing of it stays on this machine. README.md says how to use the package in a project of yours.");
}

const stopping = new AbortController();
let exitCode = 1;
for (const [name, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const) {
  process.on(name, () => {
    if (stopping.signal.aborted) return;
    exitCode = 128 + number;
    stopping.abort();
  });
}
// The reader of a pipe went away, as `npm run demo | head` does.
process.stdout.on("error", () => stopping.abort());

try {
  await main(stopping.signal);
  process.exitCode = 0;
} catch (error) {
  process.exitCode = exitCode;
  if (stopping.signal.aborted) print.bad("The demo was interrupted. Nothing is left of it.");
  else print.bad(error instanceof NotAsTold ? error.message : String((error as Error).stack));
}
