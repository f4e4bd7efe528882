#!/usr/bin/env node
import { Command } from "commander";
import { messageOf } from "../expected-error";
import { packageVersion } from "../version";
import { registerEmulator } from "./emulator";
import { registerExport } from "./export";
import { registerImportFile } from "./import-file";
import { registerPlugin } from "./plugin";
import { registerReport } from "./report";
import { registerSchema } from "./schema";

const program = new Command("pulumi-arraylake").version(packageVersion());
registerEmulator(program);
registerExport(program);
registerImportFile(program);
registerPlugin(program);
registerReport(program);
registerSchema(program);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`error: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
