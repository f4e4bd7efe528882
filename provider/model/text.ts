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

/** Whether it holds half a character, which no request and no state can carry. */
export function hasHalves(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

/** As long as the longest nickname. */
const MOST_CHARACTERS = 64;

/** What a user wrote, as a message repeats it: on one line, and shortened. Never for what may be a secret. */
export function quoted(text: string, most = MOST_CHARACTERS): string {
  const characters = [...text.slice(0, 4 * most).replaceAll(UNPRINTABLE, "\ufffd")];
  return `'${characters.slice(0, most).join("")}${characters.length > most ? "…" : ""}'`;
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
export function inWords(words: readonly string[], joint: "and" | "or" = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}

/** The known name that a mistyped one most likely stands for, when one is near enough. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: { candidate: string; steps: number } | undefined;
  for (const candidate of known) {
    if (name.length > 3 * candidate.length) continue;
    const steps = editDistance(plain(name), plain(candidate));
    if (!best || steps < best.steps) best = { candidate, steps };
  }
  return best && best.steps <= Math.max(1, Math.floor(name.length / 3)) ? best.candidate : undefined;
}

/** That a word is none of the known ones, with the one that was most likely meant. */
export function noneOf(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return `${quoted(word)} is none of ${known.join(", ")}${meant ? `: did you mean '${meant}'?` : ""}`;
}

/**
 * Whether a name is a known one in another dress, or with a slip in it: one letter too many, too few or swapped with the next for
 * every five, or another letter for every ten. Narrower than `nearest`, since a name that is like a known one may be meant.
 */
export function isSlipOf(name: string, known: string): boolean {
  const [written, meant] = [plain(name), plain(known)];
  const most = Math.floor(meant.length / 5);
  return Math.abs(written.length - meant.length) <= most && editDistance(written, meant, 2) <= most;
}

/** `region_name`, `Region Name` and `regionName` are one word to a reader. */
function plain(name: string): string {
  return name.replaceAll(/[\s_.-]/g, "").toLowerCase();
}

/** In letters added, left out or swapped with their neighbour; `another` is what another letter counts. */
function editDistance(a: string, b: string, another = 1): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column - 1) + (isSame ? 0 : another),
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(a.length, b.length);
}

/** A text as one word of a shell's command. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
