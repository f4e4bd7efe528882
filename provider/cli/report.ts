import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { findRepos, toldBucketConfigs } from "../lifecycle/lookups";
import type { Session } from "../lifecycle/session";
import { standsIn } from "../model/provider-settings";
import { atOrganisation, CommandError, type ServiceFlags } from "./command";
import { put, STDOUT } from "./put";
import { renderHtml } from "./report/html";
import { renderJson } from "./report/json";
import { renderMarkdown } from "./report/markdown";
import { type Report, reportOf, type Standing } from "./report/model";
import { countsOf } from "./report/sections";
import { readStackState } from "./report/stack-state";

interface Flags extends ServiceFlags, Partial<Record<Format, string>> {
  stack: string[];
  cwd: string;
}

/** What a report is written as, each by the option of its name. */
const FORMATS = ["html", "markdown", "json"] as const;
type Format = (typeof FORMATS)[number];

const RENDERERS: Readonly<Record<Format, (report: Report, at: Date) => string | Promise<string>>> = {
  html: renderHtml,
  markdown: renderMarkdown,
  json: renderJson,
};

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
    .option("--json <file>", "where the same goes for a program; - likewise")
    .option("--service-uri <url>", `the service (default: ${standsIn("serviceUri")})`)
    .addHelpText(
      "after",
      "\nWith none of --html, --markdown and --json, the first two are written here, as arraylake-report.html and\n" +
        "arraylake-report.md. The Markdown stays within the 65,536 characters of a GitHub comment, and says what it left out.\n" +
        "It asks Arraylake for two lists, reads states with `pulumi stack export`, and changes nothing. Secrets aren't compared:\n" +
        "they are encrypted in the state. It ends with exit code 0 whatever it found, and 1 if it can't be made.\n" +
        "To fail a pipeline on drift, use `pulumi preview --refresh --expect-no-changes`, which ends with 7.",
    )
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const targets = await targetsOf(flags);
  await atOrganisation(flags, async (session, org) => {
    const report = await gatherReport(session, org, flags);
    const at = new Date();
    for (const [format, target] of targets) await put(target, await RENDERERS[format](report, at), `--${format}`);
    const counts = countsOf(report).map(({ count, label }) => `${count} ${label}`);
    process.stderr.write(`'${org}': ${counts.join(", ")}.\n`);
  });
}

/** Asks Arraylake for one list of BucketConfigs and one of repos, and Pulumi for the states. */
export async function gatherReport(
  session: Session,
  org: string,
  { stack, cwd }: Pick<Flags, "stack" | "cwd">,
): Promise<Report> {
  const [standing, repos, states] = await Promise.all([
    standingNow(session, org),
    findRepos(session, { org, includeDeleted: true }),
    Promise.all([...new Set(stack)].map((name) => readStackState(name, cwd))),
  ]);
  return reportOf(org, standing, repos, states.length > 0 ? states : undefined);
}

async function standingNow(session: Session, org: string): Promise<Standing[]> {
  const list = await session.organisation(org).bucketsNow();
  return toldBucketConfigs(session, org, list.answers()).map(({ told, standing: { unreadable } }) => ({
    ...told,
    unreadable,
  }));
}

/** What is to be written, and where. */
async function targetsOf(flags: Flags): Promise<Map<Format, string>> {
  const given = FORMATS.flatMap((format) => {
    const target = flags[format];
    return target === undefined ? [] : [[format, target] as const];
  });
  const places = new Map<string, Format>();
  for (const [format, target] of given) {
    if (target === "") throw new CommandError(`--${format} takes a file's name, or - for standard output.`);
    const place = target === STDOUT ? STDOUT : await placeOf(target);
    const other = places.get(place);
    if (other && target === STDOUT)
      throw new CommandError(
        `Only one of --${other} and --${format} can go to standard output: give the other one a file.`,
      );
    if (other)
      throw new CommandError(`--${other} and --${format} name one file, ${resolve(target)}: give each its own.`);
    places.set(place, format);
  }
  if (given.length > 0) return new Map(given);
  return new Map<Format, string>([
    ["html", "arraylake-report.html"],
    ["markdown", "arraylake-report.md"],
  ]);
}

/** Where a file is, or would be, whatever names and links lead to it. */
async function placeOf(target: string): Promise<string> {
  const inFolder = () => realpath(dirname(target)).then((folder) => join(folder, basename(target)));
  return realpath(target)
    .catch(inFolder)
    .catch(() => resolve(target));
}
