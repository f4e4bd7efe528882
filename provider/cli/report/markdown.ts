import { formatUri } from "../../model/location";
import type { Declared, Report, ReportedConfig } from "./model";
import { ADVICE, madeBy, REPOS_SHOWN, SECRETS_NOTE, shown, summaryOf } from "./words";

/** What GitHub takes in one comment, in characters. */
export const LONGEST_COMMENT = 65_536;
const TOO_LONG = `left out here: a comment on GitHub takes ${LONGEST_COMMENT.toLocaleString("en")} characters. The HTML report has them all.`;
/** What the lines that say what was left out take at most. */
const RESERVE = 1000;

/** One of the changes, or a row of the table. */
interface Line {
  readonly text: string;
  readonly isUndeclared: boolean;
}

/**
 * The report for a comment or a job summary: what was compared and found, one table, and when. Where that is too long, it
 * holds first what changed, then what is not declared, then what else finds room.
 */
export function renderMarkdown(report: Report, at: Date): string {
  const changes = changesIn(report).map((text) => ({ text, isUndeclared: false }));
  const cells = Object.values(columnsOf(report));
  const rows = report.configs.map((config) => ({
    text: `| ${cells.map((cellOf) => cellOf(config)).join(" | ")} |`,
    isUndeclared: config.isUndeclared,
  }));
  const whole = page(report, at, changes, rows);
  if (whole.length <= LONGEST_COMMENT) return whole;
  const room = LONGEST_COMMENT - RESERVE - page(report, at, [], []).length;
  const byNeed = rows.toSorted((a, b) => Number(b.isUndeclared) - Number(a.isUndeclared));
  const needed = sizeOf(rows.filter(({ isUndeclared }) => isUndeclared));
  const first = fitting(changes, Math.max(room / 2, room - needed));
  return page(report, at, changes, rows, new Set([...first, ...fitting(byNeed, room - sizeOf(first))]));
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { text }) => sum + text.length + 1, 0);
}

/** Those that find room, the first ones first. */
function fitting(lines: readonly Line[], room: number): Line[] {
  let left = room;
  return lines.filter((line) => {
    const fits = sizeOf([line]) <= left;
    if (fits) left -= sizeOf([line]);
    return fits;
  });
}

function page(
  report: Report,
  at: Date,
  changes: readonly Line[],
  rows: readonly Line[],
  kept = new Set([...changes, ...rows]),
): string {
  const { org, stacks } = report;
  const list = (lines: readonly Line[]) => lines.flatMap((line) => (kept.has(line) ? line.text : [])).join("\n");
  const missing = (lines: readonly Line[]) => lines.filter((line) => !kept.has(line)).length;
  const columns = Object.keys(columnsOf(report));
  const head = `| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`;
  const undeclared = missing(rows.filter(({ isUndeclared }) => isUndeclared));
  const parts = [
    `## BucketConfigs of ${code(org)}`,
    summaryOf(report)
      .map(({ count, label }) => `**${count}** ${label}`)
      .join(" · "),
    stacks && `Compared with the state of ${stacks.map(code).join(", ")}. ${SECRETS_NOTE}`,
    list(changes) && `### What changed outside\n\n${ADVICE.changed}\n\n${list(changes)}`,
    missing(changes) > 0 && `And ${missing(changes)} more, ${TOO_LONG}`,
    list(rows) && `### All BucketConfigs\n\n${head}\n${list(rows)}`,
    missing(rows) > 0 &&
      `${missing(rows)} of ${rows.length} BucketConfigs${undeclared > 0 ? `, ${undeclared} of them not declared,` : ""} are ${TOO_LONG}`,
    `_${madeBy(at)}_`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function changesIn({ configs, movedDefaults, gone }: Report): string[] {
  const drifted = configs.flatMap(({ standing, declarations }) =>
    declarations
      .filter(({ differences }) => differences.length > 0)
      .map(({ differences, ...place }) => {
        const fields = differences.map((each) => `${code(each.path)} ${code(each.declared)} → ${code(each.actual)}`);
        return `- ${code(standing.nickname)} (${placeText(place)}): ${fields.join("; ")}`;
      }),
  );
  return [
    ...drifted,
    ...movedDefaults.map(
      ({ declared, actual = "(none)", ...place }) =>
        `- the default (${placeText(place)}): ${code(declared)} → ${code(actual)}`,
    ),
    ...gone.map(
      ({ form, ...place }) => `- ${code(form.nickname)} at ${code(formatUri(form))} (${placeText(place)}): **gone**`,
    ),
  ];
}

function placeText({ resource, stack }: Declared): string {
  return `${code(resource)} in stack ${code(stack)}`;
}

/** What the table tells of each BucketConfig, by the column's heading. */
function columnsOf({ stacks }: Report): Readonly<Record<string, (config: ReportedConfig) => string>> {
  return {
    Platform: ({ standing }) => code(standing.platform),
    BucketConfig: ({ standing }) => `${code(standing.nickname)}${standing.isDefault ? " (the default)" : ""}`,
    Location: ({ standing }) => code(standing.uri),
    Health: healthText,
    Repos: reposText,
    ...(stacks && { Declared: declaredText }),
  };
}

function healthText({ standing: { health }, health: kind }: ReportedConfig): string {
  if (!health) return "never checked";
  const message = health.message ? `: ${code(health.message)}` : "";
  return `${kind === "unhealthy" ? "**unhealthy** " : ""}${code(health.status ?? "unknown")}${message}`;
}

function reposText({ repos }: ReportedConfig): string {
  const names = repos.map(({ name, deletedAt }) => `${code(name)}${deletedAt ? " (deleted)" : ""}`);
  const more = names.splice(REPOS_SHOWN).length;
  return names.length === 0 ? "none" : `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function declaredText({ declarations }: ReportedConfig): string {
  if (declarations.length === 0) return "**not declared**";
  return declarations
    .map((each) => `${placeText(each)}${each.differences.length > 0 ? ", **changed outside**" : ""}`)
    .join("; ");
}

/**
 * A value as code, in which nothing is read as a mention, a reference, a link or markup. Where a table could not tell its
 * end, it is the same with every sign of punctuation as an entity.
 */
function code(value: string): string {
  const text = shown(value).trim() || "(empty)";
  if (!/[`|\\]/.test(text)) return `\`${text}\``;
  const escaped = text.replaceAll(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<code>${escaped}</code>`;
}
