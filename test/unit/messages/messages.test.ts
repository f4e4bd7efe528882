import path from "node:path";
import { expect, test } from "vitest";
import { SECRETS } from "../helpers/samples";
import { CHAPTERS, printed } from "./chapters";
import { stands, textsInSource } from "./texts-in-source";

const INTRODUCTION = `# Every message

What users see when something goes wrong or is worth knowing, as Pulumi or a command prints it: made by the code itself, with
\`ID\`, \`TIME\`, \`HOST\`, \`FOLDER\` and \`VERSION\` where each run has another. \`npx vitest run --config test/vitest.config.mts --project unit messages -u\`
writes this anew; read it then.
`;

let print: Promise<string> | undefined;

/** Made once for all tests of this file. */
function everyMessage(): Promise<string> {
  print ??= (async () => {
    const chapters: string[] = [INTRODUCTION];
    for (const [title, chapter] of CHAPTERS) chapters.push(printed(title, await chapter()));
    return chapters.join("\n");
  })();
  return print;
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
  "State of a test double. Secrets are in clear.": "the emulator's state file",
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
