import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandError } from "./command";

/** The name of a file that stands for standard output. */
export const STDOUT = "-";

/** Writes what a command has made to where its option says. */
export async function put(target: string, text: string, option: string): Promise<void> {
  if (target === STDOUT) {
    process.stdout.write(text);
    return;
  }
  await writeFile(target, text).catch((cause: Error) => {
    throw new CommandError(`Can't write what ${option} asks for: ${cause.message}. Give ${option} another place.`, {
      cause,
    });
  });
  process.stderr.write(`Wrote ${resolve(target)}\n`);
}
