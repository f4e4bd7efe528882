import { realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { findBucketConfigs, findRepos } from "../lifecycle/lookups";
import type { Session } from "../lifecycle/session";
import { standsIn } from "../model/provider-settings";
import { atArraylake, CommandError, type ServiceFlags } from "./command";
import { renderHtml } from "./report/html";
import { renderMarkdown } from "./report/markdown";
import { type Report, reportOf } from "./report/model";
import { readStackState } from "./report/stack-state";
import { summaryOf } from "./report/words";

interface Flags extends ServiceFlags {
  stack: string[];
  cwd: string;
  html?: string;
  markdown?: string;
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
  await atArraylake(flags, async (session, org) => {
    const report = await gatherReport(session, org, flags);
    const at = new Date();
    if (html !== undefined) await put(html, await renderHtml(report, at));
    if (markdown !== undefined) await put(markdown, renderMarkdown(report, at));
    const counts = summaryOf(report).map(({ count, label }) => `${count} ${label}`);
    process.stderr.write(`'${org}': ${counts.join(", ")}.\n`);
  });
}

/** Asks Arraylake for one list of BucketConfigs and one of repos, and Pulumi for the states. */
export async function gatherReport(
  session: Session,
  org: string,
  { stack, cwd }: Pick<Flags, "stack" | "cwd">,
): Promise<Report> {
  const [configs, repos, states] = await Promise.all([
    findBucketConfigs(session, { org }),
    findRepos(session, { org, includeDeleted: true }),
    Promise.all([...new Set(stack)].map((name) => readStackState(name, cwd))),
  ]);
  return reportOf(org, configs, repos, states.length > 0 ? states : undefined);
}

async function targetsOf({ html, markdown }: Flags): Promise<Pick<Flags, "html" | "markdown">> {
  if (html === STDOUT && markdown === STDOUT)
    throw new CommandError("Only one of --html and --markdown can go to standard output: give the other one a file.");
  if (html === "" || markdown === "")
    throw new CommandError("--html and --markdown take a file's name, or - for standard output.");
  if (html !== undefined && markdown !== undefined && (await placeOf(html)) === (await placeOf(markdown)))
    throw new CommandError(`--html and --markdown name one file, ${resolve(html)}: give each its own.`);
  if (html === undefined && markdown === undefined)
    return { html: "arraylake-report.html", markdown: "arraylake-report.md" };
  return { ...(html && { html }), ...(markdown && { markdown }) };
}

/** Where a file is, or would be, whatever names and links lead to it. */
async function placeOf(target: string): Promise<string> {
  const inFolder = () => realpath(dirname(target)).then((folder) => join(folder, basename(target)));
  return realpath(target)
    .catch(inFolder)
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
