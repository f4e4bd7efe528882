import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { CHAPTERS, printed } from "../unit/messages/chapters";
import { commands, emulatorCommand } from "../unit/messages/commands";

const REVIEWED = readFileSync(path.join(__dirname, "../unit/messages/messages.md"), "utf8");

/** They start processes of their own, which no mutant is in. */
const ELSEWHERE = [commands, emulatorCommand];

// One by one, so that a mutant runs those alone that it can change.
test.each(CHAPTERS.filter(([, chapter]) => !ELSEWHERE.includes(chapter)))(
  "%s: every message reads as it was reviewed",
  async (title, chapter) => {
    const shown = printed(title, await chapter());
    expect(REVIEWED).toContain(shown);
  },
);
