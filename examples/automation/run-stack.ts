import { type EngineEvent, LocalWorkspace, type PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { Interrupter } from "./interrupter.ts";
import type { Interruption } from "./interruption.ts";
import type { Options } from "./options.ts";
import { type Counts, Tally } from "./tally.ts";
import type { Tokens } from "./tokens.ts";

type Result = "ok" | "refused" | "failed" | "interrupted" | "not started";

/** What became of one stack. */
export interface Outcome {
  stack: string;
  result: Result;
  counts: Counts;
  seconds: number;
  warnings: readonly string[];
  errors: readonly string[];
}

/** What all stacks of a run have in common. */
export interface Run {
  folder: string;
  options: Options;
  tokens: Tokens;
  pulumi: PulumiCommand;
  interruption: Interruption;
  /** Prints a line about a stack. */
  say(stack: string, line: string): void;
}

interface Watch {
  onEvent(event: EngineEvent): void;
  onError(text: string): void;
  signal: AbortSignal;
}

/** Runs one stack. Whatever goes wrong is in the outcome: nothing is thrown that could stop the others. */
export async function runStack(name: string, run: Run): Promise<Outcome> {
  const { interruption, options } = run;
  const say = (line: string) => run.say(name, line);
  const tally = new Tally(say, options.dryRun);
  const started = performance.now();
  const outcome = (result: Result): Outcome => ({
    stack: name,
    result,
    counts: tally.counts,
    seconds: (performance.now() - started) / 1000,
    warnings: [...tally.warnings],
    errors: [...tally.errors],
  });
  if (interruption.exitCode !== undefined) return outcome("not started");
  say("started");
  const result = await attempt(name, run, tally, say);
  say(`done: ${result}`);
  return outcome(result);
}

async function attempt(name: string, run: Run, tally: Tally, say: (line: string) => void): Promise<Result> {
  const { interruption, options } = run;
  const stderr: string[] = [];
  try {
    const stack = await openStack(name, run);
    if (interruption.exitCode !== undefined) return "not started";
    const interrupter = new Interrupter(say);
    const watch: Watch = {
      onEvent(event) {
        tally.observe(event);
        interrupter.observe(event);
      },
      onError: (text) => stderr.push(text),
      signal: interrupter.signal,
    };
    await interruption.during(interrupter, () => operate(stack, options, watch));
  } catch (error) {
    const said = [...tally.general, ...stderr].join("\n").trim();
    if (tally.errors.size === 0) tally.fail(said || reason(error as Error));
  }
  return resultOf(tally, interruption);
}

/** The stack, made where it isn't there yet, whose processes have the token of its organisation and no other. */
async function openStack(name: string, { folder, tokens, pulumi }: Run): Promise<Stack> {
  const workspace = await LocalWorkspace.create({ workDir: folder, pulumiCommand: pulumi });
  const { config } = await workspace.stackSettings(name);
  const org = config?.["arraylake:org"];
  if (typeof org !== "string") throw new Error(`Pulumi.${name}.yaml names no organisation: set arraylake:org in it.`);
  workspace.envVars = { ARRAYLAKE_TOKEN: tokens.of(org) };
  return Stack.createOrSelect(name, workspace);
}

function operate(stack: Stack, { command, dryRun }: Options, watch: Watch): Promise<unknown> {
  if (command === "destroy") return dryRun ? stack.previewDestroy(watch) : stack.destroy(watch);
  return dryRun ? stack.preview(watch) : stack.up(watch);
}

function resultOf({ counts, errors }: Tally, { exitCode }: Interruption): Result {
  if (errors.size === 0) return "ok";
  if (exitCode !== undefined) return "interrupted";
  return counts.failed > 0 ? "failed" : "refused";
}

/** What the CLI said: its part of the text that the Automation API makes of a failed command. */
function reason({ message }: Error): string {
  const [command = ""] = message.split("\n err?: ");
  return command.split(/^(?=error: )/m)[1]?.trim() ?? message;
}
