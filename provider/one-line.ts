/**
 * Terminals act on these: colours, cursor moves, titles, links. One that does not end loses its first character below, and so
 * its power. Node.js knows them, too, in a time that grows with the square of the text.
 */
const SEQUENCES = new RegExp(
  [
    "(?:\\x1b\\[|\\x9b)[0-?]*[\\x20-/]*[@-~]",
    "(?:\\x1b[PX^_\\]]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)",
    "\\x1b[\\x20-/]*[0-Z\\\\^-~]",
  ].join("|"),
  "g",
);
const WHITE = "[\\t-\\r\\x1c-\\x1f\\x85\\p{Z}]";
/** Controls, marks that turn the direction of writing, and whatever has no width. */
const UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}]";
const ALL_WHITE = new RegExp(WHITE, "gu");
const ALL_UNSEEN = new RegExp(UNSEEN, "gu");
const ONE_WHITE = new RegExp(`^${WHITE}$`, "u");
const ONE_UNSEEN = new RegExp(`^${UNSEEN}$`, "u");

/**
 * A text that others wrote, fit to be printed: on one line, single-spaced, in whole characters, without anything that a
 * terminal would act on or a reader can't see.
 */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(SEQUENCES, "")
    .replaceAll(ALL_WHITE, " ")
    .replaceAll(ALL_UNSEEN, "")
    .replaceAll(/ +/g, " ")
    .trim();
}

/** What `oneLine` makes of one character: itself, a space, or nothing. */
export function asShown(character: string): string {
  if (ONE_WHITE.test(character)) return " ";
  return ONE_UNSEEN.test(character) ? "" : character;
}
