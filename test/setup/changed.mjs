// @ts-check

import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/**
 * @param {string} place A file, or a folder with all that is in it.
 * @returns {Promise<number>} when it changed last; 0 if it isn't there
 */
export async function changed(place) {
  const found = await stat(place).catch(() => undefined);
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
  const inside = await Promise.all((await readdir(place)).map((name) => changed(path.join(place, name))));
  return Math.max(found.mtimeMs, ...inside);
}
