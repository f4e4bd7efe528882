// @ts-check
// Runs checks one after the other, whatever became of those before, and says at the end what became of each.

/**
 * @typedef {object} Result
 * @property {"ok" | "FAILED" | "skipped"} verdict `skipped`: nothing is known to be wrong, because it could not be checked.
 * @property {string} [note]
 */

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => Promise<Result>} run Prints what is wrong.
 */

/**
 * @param {readonly Check[]} checks
 * @param {readonly string[]} words Parts of their names; none means all.
 */
export function named(checks, words) {
  return words.length === 0 ? checks : checks.filter(({ name }) => words.some((word) => name.includes(word)));
}

/**
 * @param {readonly Check[]} checks
 * @param {(line: string) => void} [print]
 * @returns {Promise<number>} the exit code
 */
export async function runChecks(checks, print = console.log) {
  const lines = [];
  let failed = false;
  for (const { name, run } of checks) {
    print(`\n${name}`);
    const began = Date.now();
    const { verdict, note } = await run().catch((/** @type {Error} */ error) => {
      print(error.message);
      return /** @type {Result} */ ({ verdict: "FAILED" });
    });
    failed ||= verdict === "FAILED";
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    lines.push(`${verdict.padEnd(8)}${name}, ${seconds} s${note ? `: ${note}` : ""}`);
  }
  print(["", ...lines].join("\n"));
  return failed ? 1 : 0;
}
