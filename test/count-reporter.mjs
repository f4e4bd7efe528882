// @ts-check
// A vitest reporter that closes the output with one line a program can read: "N passed, N failed".

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

class CountReporter {
  /** @type {Counts | undefined} */
  #counts;

  onInit() {
    // At the very end, because only then is the exit code known.
    process.once("exit", (code) => {
      if (this.#counts) console.log(closingLines(this.#counts, code).join("\n"));
    });
  }

  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} _errors
   * @param {string} reason
   */
  onTestRunEnd(modules, _errors, reason) {
    // Half a count would read like a whole one.
    this.#counts = reason === "interrupted" ? undefined : count(modules);
  }
}

/**
 * @param {readonly import("vitest/node").TestModule[]} modules
 * @returns {Counts}
 */
function count(modules) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    const states = [...module.children.allTests()].map((test) => test.result().state);
    for (const state of states) counts[state === "pending" ? "skipped" : state]++;
    // A file that can't even be loaded has no tests that could fail.
    if (states.length === 0 && !module.ok()) counts.failed++;
  }
  return counts;
}

/**
 * @param {Counts} counts
 * @param {number} code vitest's exit code
 * @returns {string[]}
 */
export function closingLines({ passed, failed, skipped }, code) {
  const unexplained = code !== 0 && failed === 0;
  return [
    ...(unexplained ? [`vitest ends with exit code ${code} although no test failed: that counts as one failure.`] : []),
    `${passed} passed, ${unexplained ? 1 : failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
  ];
}

/** Vitest's usual output, and the closing line. Another output, asked for with `--reporter`, takes the place of both. */
export const REPORTERS = [
  "default",
  ...(process.env.GITHUB_ACTIONS === "true" ? ["github-actions"] : []),
  new CountReporter(),
];
