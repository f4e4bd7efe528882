import path from "node:path";
import { expect, test } from "vitest";
import { SECRETS } from "../helpers/samples";
import { steady } from "../helpers/sessions";
import { commands, emulatorCommand } from "./commands";
import { badAnswers, lostConnections } from "./connection";
import { badInput, settings } from "./input";
import { adopting, changing, creating, deleting, marking, previewRefusals } from "./lifecycle";
import { declarative, defects, lookups } from "./programs";
import type { Chapter } from "./run";
import { stands, textsInSource } from "./texts-in-source";

const CHAPTERS: [string, () => Promise<Chapter>][] = [
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
  ["Commands", commands],
  ["The emulator's command", emulatorCommand],
  ["Defects, and mistakes in tests", defects],
];

const INTRODUCTION = `# Every message

What users see when something goes wrong or is worth knowing, as Pulumi or a command prints it: made by the code itself, with
\`ID\`, \`TIME\`, \`HOST\` and \`FOLDER\` where each run has another. \`npx vitest run --config test/vitest.config.mts --project unit messages -u\`
writes this anew; read it then.
`;

let print: Promise<string> | undefined;

/** Made once for all tests of this file. */
function everyMessage(): Promise<string> {
  print ??= (async () => {
    const chapters: string[] = [INTRODUCTION];
    for (const [title, chapter] of CHAPTERS) {
      const messages = Object.entries(await chapter()).map(
        ([situation, text]) => `### ${capitalised(situation)}\n\n\`\`\`text\n${steady(text)}\n\`\`\`\n`,
      );
      chapters.push(`## ${title}\n`, ...messages);
    }
    return chapters.join("\n");
  })();
  return print;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TIME = 240_000;

test("every message reads as it was reviewed", { timeout: TIME }, async () => {
  await expect(await everyMessage()).toMatchFileSnapshot(path.join(__dirname, "messages.md"));
});

/** Texts that nobody is shown. */
const UNSHOWN: Record<string, string> = {
  "Bearer …": "a header",
  "pulumi-arraylake/… node/…": "a header",
  "pulumi-arraylake\n…": "what a fingerprint is made of",
  "location …": "a key of a map",
  "nickname …": "a key of a map",
  "of type …": "for a type that no field has",
  "no answer in time": "an abort, which the advice on a timeout says in its own words",
  "the connection failed": "for a failure that is no Error, which the transport never gives",
  '{"format":"…","note":"State of a test double. Secrets are in clear.","orgs":…}': "the emulator's state file",
};

test("and there is no other: each text of the source is in one of them", { timeout: TIME }, async () => {
  const all = await everyMessage();
  const texts = textsInSource();
  const written = new Set(texts.map(({ text }) => text));
  expect(Object.keys(UNSHOWN).filter((text) => !written.has(text))).toEqual([]);
  const missing = texts.filter(({ text }) => !Object.hasOwn(UNSHOWN, text) && !stands(text, all));
  expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test("none holds a secret, a token, a stack or a word of the inside", { timeout: TIME }, async () => {
  const all = await everyMessage();
  for (const secret of [...Object.values(SECRETS), "hunter2", "ghp_not", "ema_revoked", "ema_mine", "hush"])
    expect(all).not.toContain(secret);
  expect(all).not.toMatch(/^ +at |node_modules|\[object|\bundefined\b|\bnull\b|\bNaN\b/m);
  expect(all).not.toMatch(/\b(normal form|wire|hooks?|preflight|sessions?|lifecycle|normalised)\b/i);
});
