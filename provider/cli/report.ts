import { realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { standsIn } from "../model/provider-settings";
import { packageVersion } from "../version";
import { CommandError } from "./command-error";
import { gatherReport } from "./report/gather";
import { renderHtml } from "./report/html";
import { renderMarkdown } from "./report/markdown";
import type { Origin, Report } from "./report/model";
import { summaryOf } from "./report/words";
import { commandSession, orgOf } from "./session";

interface Flags {
  org?: string;
  stack: string[];
  cwd: string;
  html?: string;
  markdown?: string;
  serviceUri?: string;
}

const STDOUT = "-";

/** Adds `report`: what an organisation has, who relies on it, who declares it, and what changed outside. */
export function registerReport(program: Command): void {
  program
    .command("report")
    .description("write a page and Markdown on an organisation's BucketConfigs, and on what changed outside a stack")
    .option("--org <name>", `the organisation (default: ${standsIn("org")})`)
    .addOption(
      new Option("--stack <name>", "a stack whose state to compare with; repeatable")
        .argParser((name: string, names: string[]) => [...names, name])
        .default([], "the organisation alone"),
    )
    .addOption(new Option("--cwd <folder>", "the folder of the stacks' project").default(".", "the current one"))
    .option("--html <file>", "where the page goes; - is standard output")
    .option("--markdown <file>", "where the Markdown goes, for a pull request's comment or a job summary; - likewise")
    .option("--service-uri <url>", `the service (default: ${standsIn("serviceUri")})`)
    .addHelpText(
      "after",
      "\nWith neither --html nor --markdown, both are written here, as arraylake-report.html and arraylake-report.md.\n" +
        "The Markdown stays within the 65,536 characters of a GitHub comment, and says what it left out.\n" +
        "It asks Arraylake for two lists, reads states with `pulumi stack export`, and changes nothing. Secrets aren't compared:\n" +
        "they are encrypted in the state. It ends with exit code 0 whatever it found, and 1 if it can't be made.\n" +
        "To fail a pipeline on drift, use `pulumi preview --refresh --expect-no-changes`, which ends with 7.",
    )
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const { html, markdown } = await targetsOf(flags);
  const session = commandSession(flags);
  try {
    const sources = { org: orgOf(session, flags.org), stacks: flags.stack, folder: flags.cwd };
    const report = await gatherReport(session, sources);
    const made: Origin = { at: new Date(), version: packageVersion() };
    if (html !== undefined) await put(html, await renderHtml(report, made));
    if (markdown !== undefined) await put(markdown, renderMarkdown(report, made));
    process.stderr.write(`${resultLine(report)}\n`);
  } finally {
    await session.close();
  }
}

async function targetsOf({ html, markdown }: Flags): Promise<Pick<Flags, "html" | "markdown">> {
  if (html === STDOUT && markdown === STDOUT)
    throw new CommandError("Only one of --html and --markdown can go to standard output: give the other one a file.");
  if (html === "" || markdown === "")
    throw new CommandError("--html and --markdown take a file's name, or - for standard output.");
  if (html !== undefined && markdown !== undefined && (await placeOf(html)) === (await placeOf(markdown)))
    throw new CommandError(`--html and --markdown name one file, ${resolve(html)}: give each its own.`);
  if (html !== undefined || markdown !== undefined)
    return { ...(html ? { html } : {}), ...(markdown ? { markdown } : {}) };
  return { html: "arraylake-report.html", markdown: "arraylake-report.md" };
}

/** Where a file is, or would be, whatever names and links lead to it. */
async function placeOf(target: string): Promise<string> {
  const folder = () => realpath(dirname(target)).then((found) => join(found, basename(target)));
  return realpath(target)
    .catch(folder)
    .catch(() => resolve(target));
}

async function put(target: string, text: string): Promise<void> {
  if (target === STDOUT) {
    process.stdout.write(text);
    return;
  }
  await writeFile(target, text).catch((cause: Error) => {
    throw new CommandError(`Can't write the report: ${cause.message}. Give --html or --markdown another place.`, {
      cause,
    });
  });
  process.stderr.write(`Wrote ${resolve(target)}\n`);
}

function resultLine(report: Report): string {
  const counts = summaryOf(report).map(({ count, label }) => `${count} ${label}`);
  return `'${report.org}': ${counts.join(", ")}.`;
}
