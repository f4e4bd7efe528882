#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { registerEmulator } from "./emulator";

const { version } = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as {
  version: string;
};

const program = new Command("pulumi-arraylake").version(version);
registerEmulator(program);
void program.parseAsync();
