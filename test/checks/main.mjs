// @ts-check
// `npm run check -- WORDS` makes the checks whose names have one of the words in them; without words it makes all of them.

import { passSignalsOn } from "../setup/processes.mjs";
import { CHECKS } from "./checks.mjs";
import { named, runChecks } from "./run-checks.mjs";

passSignalsOn();
process.exitCode = await runChecks(named(CHECKS, process.argv.slice(2)));
