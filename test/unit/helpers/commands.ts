import { Command } from "commander";
import { registerEmulator } from "../../../provider/cli/emulator";
import { registerExport } from "../../../provider/cli/export";
import { registerImportFile } from "../../../provider/cli/import-file";
import { registerPlugin } from "../../../provider/cli/plugin";
import { registerReport } from "../../../provider/cli/report";
import { registerSchema } from "../../../provider/cli/schema";

/** The package's program with all its commands. */
export function ourProgram(): Command {
  const program = new Command("pulumi-arraylake");
  registerEmulator(program);
  registerExport(program);
  registerImportFile(program);
  registerPlugin(program);
  registerReport(program);
  registerSchema(program);
  return program;
}

/** The commands of a program, and theirs. */
export function commandsIn(program: Command): Command[] {
  return program.commands.flatMap((command) => [command, ...commandsIn(command)]);
}
