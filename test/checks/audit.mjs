// @ts-check
// Reads what `npm audit --json` answers.

/** The severities that fail. */
const SEVERE = ["high", "critical"];
const WAY_OUT = "Update what is high or critical to a version without the mistake: `npm audit fix` tries to.";

/**
 * @typedef {object} Vulnerability
 * @property {string} name
 * @property {string} severity
 * @property {string} range
 * @property {(string | { title: string, url: string })[]} via Advisories, and names of packages that bring the mistake in.
 */

/**
 * @typedef {object} AuditReading
 * @property {"ok" | "FAILED" | "skipped"} verdict
 * @property {string[]} lines What to tell.
 */

/**
 * @param {string} stdout
 * @returns {AuditReading}
 */
export function readAudit(stdout) {
  const answer = parsed(stdout);
  if (answer?.vulnerabilities) return readReport(Object.values(answer.vulnerabilities));
  // npm's own refusals, such as a missing lockfile, have a code. A registry that can't be asked only has a message.
  const refusal = answer?.error?.summary;
  if (answer?.error?.code || !answer?.message) {
    return { verdict: "FAILED", lines: [`npm could not audit: ${refusal || "its answer can't be read."}`] };
  }
  return { verdict: "skipped", lines: [`The registry's advisories are not reachable: ${answer.message}`] };
}

/**
 * @param {Vulnerability[]} vulnerabilities
 * @returns {AuditReading}
 */
function readReport(vulnerabilities) {
  const lines = vulnerabilities.map(({ name, severity, range, via }) => {
    const reasons = via.map((each) => (typeof each === "string" ? `through ${each}` : `${each.title} (${each.url})`));
    return `${severity}: ${name} ${range}: ${reasons.join("; ")}`;
  });
  if (!vulnerabilities.some(({ severity }) => SEVERE.includes(severity))) return { verdict: "ok", lines };
  return { verdict: "FAILED", lines: [...lines, WAY_OUT] };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
