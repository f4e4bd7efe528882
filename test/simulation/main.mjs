// @ts-check
// `npm run test:simulation -- --lives NUMBER --seed NUMBER --face FACE` lives so many lives of a stack, from a seed on, on one of
// the two faces of the provider.

import path from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

try {
  const type = "string";
  const { values } = parseArgs({ options: { lives: { type }, seed: { type }, face: { type } } });
  for (const [name, value] of Object.entries(values)) {
    if (name === "face" && !/^(dynamic|native)$/.test(value))
      throw new Error(`--face takes dynamic or native, and not '${value}'`);
    if (name !== "face" && !/^\d+$/.test(value)) throw new Error(`--${name} takes a number, and not '${value}'`);
    process.env[`SIMULATION_${name.toUpperCase()}`] = value;
  }
  const config = path.join(import.meta.dirname, "../vitest.config.mts");
  await startVitest("test", [], { run: true, config, project: "simulation", maxWorkers: 2 });
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
