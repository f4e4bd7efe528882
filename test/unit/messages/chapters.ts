import { steady } from "../helpers/sessions";
import { commands, emulatorCommand } from "./commands";
import { badAnswers, lostConnections } from "./connection";
import { badInput, settings } from "./input";
import { adopting, changing, creating, deleting, marking, previewRefusals } from "./lifecycle";
import { ofPlugin } from "./plugin";
import { declarative, defects, lookups } from "./programs";
import type { Chapter } from "./run";

/** All that is shown, in the order in which it is read. */
export const CHAPTERS: [string, () => Promise<Chapter>][] = [
  ["Settings", settings],
  ["Arguments that can't be right", badInput],
  ["What a preview refuses", previewRefusals],
  ["Creating", creating],
  ["Taking over", adopting],
  ["Renaming and reading", changing],
  ["Deleting", deleting],
  ["The default BucketConfig", marking],
  ["Look-ups", lookups],
  ["The declarative stack's config", declarative],
  ["Answers of the service", badAnswers],
  ["No answer", lostConnections],
  ["The native plugin", ofPlugin],
  ["Commands", commands],
  ["The emulator's command", emulatorCommand],
  ["Defects, and mistakes in tests", defects],
];

/** A chapter as `messages.md` has it. */
export function printed(title: string, chapter: Chapter): string {
  const messages = Object.entries(chapter).map(
    ([situation, text]) => `### ${capitalised(situation)}\n\n\`\`\`text\n${steady(text)}\n\`\`\`\n`,
  );
  return [`## ${title}\n`, ...messages].join("\n");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
