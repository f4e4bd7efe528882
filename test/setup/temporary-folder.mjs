// @ts-check

import { mkdtempSync, rmSync } from "node:fs";

/**
 * Does `work` in a new folder, which is gone afterwards, also where a signal ends this process.
 *
 * @template T
 * @param {string} prefix The folder's path but for its last characters.
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTemporaryFolder(prefix, work) {
  const folder = mkdtempSync(prefix);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  try {
    return await work(folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}
