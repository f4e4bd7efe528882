import { expect, test } from "vitest";
import { commands } from "../../setup/commands.mjs";

test.each([["--lives", "many"], ["--seed=-1"], ["--seed"], ["fast"]])(
  "`npm run test:simulation -- %s %s` is refused: it takes numbers",
  (...args) => {
    const context = { root: "", node: "", cli: "", env: {} };
    expect(() => commands.simulation?.run(args, context)).toThrow("takes two numbers: npm run test:simulation");
  },
);
