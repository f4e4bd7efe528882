import { Command } from "commander";
import { registerEmulator } from "./emulator";
import { registerExport } from "./export";
import { registerGuard } from "./guard";
import { registerImportFile } from "./import-file";
import { registerPlugin } from "./plugin";
import { registerReport } from "./report";
import { registerSchema } from "./schema";

/** The package's program with all its commands. */
export function ourProgram(): Command {
  const program = new Command("pulumi-arraylake");
  registerEmulator(program);
  registerExport(program);
  registerGuard(program);
  registerImportFile(program);
  registerPlugin(program);
  registerReport(program);
  registerSchema(program);
  return program;
}
