// @ts-check
// `npm run test:simulation -- --lives NUMBER --seed NUMBER` lives so many lives of a stack, from a seed on.

import path from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

try {
  const { values } = parseArgs({ options: { lives: { type: "string" }, seed: { type: "string" } } });
  for (const [name, value] of Object.entries(values)) {
    if (!/^\d+$/.test(value)) throw new Error(`--${name} takes a number, and not '${value}'`);
    process.env[`SIMULATION_${name.toUpperCase()}`] = value;
  }
  const config = path.join(import.meta.dirname, "../vitest.config.mts");
  await startVitest("test", [], { run: true, config, project: "simulation", maxWorkers: 2 });
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
