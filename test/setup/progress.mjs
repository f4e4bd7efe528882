// @ts-check
// Tells the user what the set-up is doing. All of it goes to stderr: stdout belongs to the command that runs afterwards,
// whose output may be JSON.

const REMIND_MS = 15_000;

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Does `work` and says so: when it begins, every 15 seconds, and when it is done. Why it failed is told elsewhere.
 *
 * @template T
 * @param {string} title
 * @param {(detail: (text: string) => void) => Promise<T>} work `detail` takes what it is doing right now.
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const began = Date.now();
  let detail = "";
  say(`${title} ...`);
  const timer = setInterval(() => say(`  still at it: ${timeSince(began)}${detail}`), REMIND_MS);
  try {
    const result = await work((text) => {
      detail = `, ${text}`;
    });
    say(`  done in ${timeSince(began)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** @param {number} began */
function timeSince(began) {
  const seconds = Math.round((Date.now() - began) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
