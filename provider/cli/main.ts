#!/usr/bin/env node
import { messageOf } from "../expected-error";
import { packageVersion } from "../version";
import { ourProgram } from "./program";

ourProgram()
  .version(packageVersion())
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`error: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
