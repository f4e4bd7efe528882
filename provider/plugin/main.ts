import { fstatSync } from "node:fs";
import { messageOf } from "../expected-error";
import { servePlugin } from "./server";

// What Pulumi starts. It reads the port from standard output, where nothing else may ever stand.

// What one request leaves behind must not end the others.
for (const event of ["unhandledRejection", "uncaughtException"])
  process.on(event, (error) => process.stderr.write(`${messageOf(error)}\n`));

servePlugin().then(
  ({ port }) => process.stdout.write(`${port}\n`),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);

// Pulumi holds the other end of standard input for as long as it lives.
if (fstatSync(0).isFIFO()) process.stdin.on("end", () => process.exit()).resume();
