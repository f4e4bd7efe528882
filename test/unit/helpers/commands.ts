import type { Command } from "commander";

/** The commands of a program, and theirs. */
export function commandsIn(program: Command): Command[] {
  return program.commands.flatMap((command) => [command, ...commandsIn(command)]);
}
