import { CommanderError } from "commander";
import { ourProgram } from "../../../provider/cli/program";
import { commandsIn } from "../helpers/commands";
import type { Document } from "./markdown";

const CALL = /(?:^|[\s(`])(?:npx )?pulumi-arraylake ([a-z-]+(?:[^\n`#;|&>]|\\\n)*)/g;
const SCRIPT = /\bnpm (?:run )?([a-z][\w:-]*)/g;
/** What `npm` does without a script. */
const OF_NPM = ["install", "ci", "publish", "pack", "audit", "version"];

/** The code of a document: its `sh` snippets, and what stands between backticks. */
function codeOf({ prose, snippets }: Document): string[] {
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? "");
  return [...snippets.filter(({ language }) => language === "sh").map(({ text }) => text), ...inline];
}

/** What the CLI would refuse of the calls that a document shows. Brackets around what may be left out are passed over. */
export function refusedCalls(document: Document): string[] {
  const calls = codeOf(document).flatMap((code) => [...code.matchAll(CALL)].map(([, call]) => (call ?? "").trim()));
  return calls.flatMap((call) => {
    const problem = refusal(
      call
        .replaceAll(/[[\]]|\\\n/g, " ")
        .split(/\s+/)
        .filter(Boolean),
    );
    return problem === undefined ? [] : [`${document.file}: pulumi-arraylake ${call}: ${problem}`];
  });
}

/** What the CLI itself says to a command line, with nothing done. */
function refusal(words: readonly string[]): string | undefined {
  const program = ourProgram();
  for (const command of [program, ...commandsIn(program)])
    command.exitOverride().configureOutput({ writeErr: () => {} });
  for (const command of commandsIn(program)) if (command.commands.length === 0) command.action(() => {});
  try {
    program.parse(words, { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}

/** The scripts of package.json that a document names and that don't exist. */
export function missingScripts(document: Document, scripts: readonly string[]): string[] {
  const named = codeOf(document).flatMap((code) => [...code.matchAll(SCRIPT)].map(([, name]) => name ?? ""));
  const missing = named.filter((name) => !scripts.includes(name) && !OF_NPM.includes(name));
  return missing.map((name) => `${document.file}: npm run ${name}`);
}
