import path from "node:path";
import { ensureBuild } from "../../setup/build.mjs";

/** Before the unit tests: some of them run what is compiled, also where vitest was started by hand. */
export default function build(): Promise<void> {
  return ensureBuild(path.resolve(import.meta.dirname, "../../.."), process.execPath);
}
