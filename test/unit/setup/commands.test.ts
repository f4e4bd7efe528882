import { expect, test } from "vitest";
import { commands } from "../../setup/commands.mjs";

test.each([
  [[], true],
  [["--project", "e2e", "report"], true],
  [["--project", "unit"], false],
  [["--project=unit", "diff"], false],
])("`npm test -- %j` looks for a browser: %s", (args, expected) => {
  expect(commands.test?.needsChromium?.(args)).toBe(expected);
});
