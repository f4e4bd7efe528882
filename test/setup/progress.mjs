// @ts-check
// Tells the user what a long step is doing. Everything goes to stderr: stdout belongs to the command that runs
// afterwards, whose output may be JSON.

const REPAINT_MS = 200;
const REMIND_MS = 15_000;

/**
 * @typedef {object} Step A step that is running.
 * @property {(detail: string) => void} detail What it is doing right now, shown beside the elapsed time.
 * @property {(text: string) => void} done Ends it, with what has been reached.
 * @property {() => void} stop Ends it without a word, for a failure that is told elsewhere.
 */

/**
 * Shows that a step is alive: a line that keeps changing on a terminal, a line every 15 seconds in a log.
 *
 * @param {string} title
 * @param {{ usually?: string, stream?: NodeJS.WriteStream, remindMs?: number }} [options] `usually`: how long it takes.
 * @returns {Step}
 */
export function startStep(title, { usually, stream = process.stderr, remindMs = REMIND_MS } = {}) {
  const started = Date.now();
  const live = stream.isTTY === true && process.env.TERM !== "dumb";
  let detail = "";
  let frame = 0;
  let ended = false;

  const status = () => `${elapsed(Date.now() - started)}${detail ? `, ${detail}` : ""}`;
  const paint = () => {
    const spinner = "|/-\\"[frame++ % 4];
    const line = `${spinner} ${status()}`;
    stream.write(`\r\x1b[K${line.slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
  };

  stream.write(`${title}${usually ? ` (usually ${usually})` : ""} ...\n`);
  const timer = setInterval(
    live ? paint : () => stream.write(`  still at it: ${status()}\n`),
    live ? REPAINT_MS : remindMs,
  );
  timer.unref();

  const stop = () => {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    process.removeListener("exit", stop);
    if (live) stream.write("\r\x1b[K");
  };
  process.on("exit", stop);

  return {
    detail: (text) => {
      detail = text;
    },
    done: (text) => {
      stop();
      stream.write(`${text} (${elapsed(Date.now() - started)})\n`);
    },
    stop,
  };
}

/**
 * @param {string} text A line for the user, on stderr.
 */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * @param {number} ms
 * @returns {string} "42 s" or "3 min 05 s"
 */
export function elapsed(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
