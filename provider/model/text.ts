/** The characters that Python's `str.strip()`, and so the service, cuts from both ends. JavaScript's `trim` differs in a few. */
const OUTER_WHITESPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const OUTER = new RegExp(`^${OUTER_WHITESPACE}|${OUTER_WHITESPACE}$`, "gu");

export function cutOuterWhitespace(text: string): string {
  return text.replace(OUTER, "");
}

/** Length as the service counts it: in Unicode code points, not in UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** What no text of a config holds: control characters, line ends, and the halves of characters that JSON lets through. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;

export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1;
}

/** As long as the longest nickname. */
const MOST_CHARACTERS = 64;

/** What a user wrote, as a message repeats it: on one line, and shortened. Never for what may be a secret. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, 4 * MOST_CHARACTERS).replaceAll(UNPRINTABLE, "\ufffd")];
  const shown = characters.slice(0, MOST_CHARACTERS).join("");
  return `'${shown}${characters.length > MOST_CHARACTERS ? "…" : ""}'`;
}

const MOST_NAMES = 20;

/** Names for a message: the first of them, where they are too many to read. */
export function namesOf(names: readonly string[], separator = ", "): string {
  const more = names.length - MOST_NAMES;
  return more <= 0
    ? names.join(separator)
    : `${names.slice(0, MOST_NAMES).join(separator)}${separator}and ${more} more`;
}

/** Words as a sentence has them: `a, b and c`. */
export function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The known name that a mistyped one most likely stands for, when one is near enough. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: { candidate: string; steps: number } | undefined;
  for (const candidate of known) {
    const steps = editDistance(plain(name), plain(candidate));
    if (!best || steps < best.steps) best = { candidate, steps };
  }
  return best && best.steps <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined;
}

/** `region_name`, `RegionName` and `regionName` are one word to a reader. */
function plain(name: string): string {
  return name.replaceAll(/[_-]/g, "").toLowerCase();
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
