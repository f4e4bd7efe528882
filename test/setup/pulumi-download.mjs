// @ts-check
// Installs the Pulumi CLI with Pulumi's own download, the way its npm launcher does. A program of its own, because the
// launcher's function blocks until it is done: node pulumi-download.mjs LAUNCHER VERSION FOLDER

import { createRequire } from "node:module";
import path from "node:path";

/** A site that can be reached answers in far less. */
const ANSWER_MS = 10_000;

const [launcher = "", version = "", folder = ""] = process.argv.slice(2);
const { installCLI } = createRequire(import.meta.url)(path.join(launcher, "lib", "download.js"));

/** @param {string} url */
async function fetchText(url) {
  let answer;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  } catch (error) {
    const { name, message, cause } = /** @type {Error} */ (error);
    const reason = name === "TimeoutError" ? `no answer within ${ANSWER_MS / 1000} s` : message;
    throw new Error(`${url} can't be reached: ${cause instanceof Error ? cause.message : reason}`);
  }
  if (!answer.ok) throw new Error(`${url} answers with HTTP status ${answer.status}`);
  return answer.text();
}

try {
  await installCLI(version, folder, { fetchText });
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exit(1); // at once: a connection that nobody answers would keep this process for minutes
}
