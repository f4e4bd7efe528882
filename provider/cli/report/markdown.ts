import type { GetRepoResult } from "../../lifecycle/lookups";
import { formatUri } from "../../model/location";
import {
  type Declaration,
  type DeclaredBucketConfig,
  isUndeclared,
  type MovedDefault,
  type Origin,
  type Report,
  type ReportedConfig,
} from "./model";
import { CHANGED_ADVICE, madeBy, SECRETS_NOTE, shortened, shown, summaryOf } from "./words";

/** What GitHub takes in one comment, in characters. */
export const LONGEST_COMMENT = 65_536;
/** What the lines that say what was left out take at most. */
const RESERVE = 1000;

interface Row {
  readonly text: string;
  readonly isUndeclared: boolean;
}

/** The report for a comment or a job summary: what was compared and found, one table, and when. */
export function renderMarkdown(report: Report, made: Origin): string {
  const changes = [
    ...report.configs.flatMap(({ standing, declarations }) =>
      declarations
        .filter(({ differences }) => differences.length > 0)
        .map((each) => changedLine(standing.nickname, each)),
    ),
    ...report.movedDefaults.map(movedDefaultLine),
    ...report.gone.map(goneLine),
  ];
  const rows = report.configs.map((config) => ({
    text: rowOf(report, config),
    isUndeclared: isUndeclared(report, config),
  }));
  const whole = page(report, made, changes, rows);
  return whole.length <= LONGEST_COMMENT ? whole : shortPage(report, made, changes, rows);
}

/** Within the limit: first what changed, then what is not declared, then what else finds room. */
function shortPage(report: Report, made: Origin, changes: string[], rows: Row[]): string {
  const room = LONGEST_COMMENT - RESERVE - page(report, made, [], []).length;
  const needed = rows.filter((row) => row.isUndeclared).reduce((sum, { text }) => sum + text.length + 1, 0);
  const kept = fitting(changes, changes, (line) => line, Math.max(room / 2, room - needed));
  const left = room - kept.reduce((sum, line) => sum + line.length + 1, 0);
  const byNeed = [...rows.filter((row) => row.isUndeclared), ...rows.filter((row) => !row.isUndeclared)];
  return page(
    report,
    made,
    kept,
    fitting(rows, byNeed, ({ text }) => text, left),
    changes,
    rows,
  );
}

/** Those that fit into the room, asked in the order of their need, in the order in which they stand. */
function fitting<Item>(items: Item[], byNeed: Item[], textOf: (item: Item) => string, room: number): Item[] {
  let left = room;
  const kept = new Set<Item>();
  for (const item of byNeed) {
    const size = textOf(item).length + 1;
    if (size > left) continue;
    left -= size;
    kept.add(item);
  }
  return items.filter((item) => kept.has(item));
}

function page(
  report: Report,
  made: Origin,
  changes: string[],
  rows: Row[],
  allChanges = changes,
  allRows = rows,
): string {
  const { org, stacks } = report;
  const compared = stacks && `Compared with the state of ${stacks.map(code).join(", ")}. ${SECRETS_NOTE}`;
  const missing = allChanges.length - changes.length;
  const parts = [
    `## BucketConfigs of ${code(org)}`,
    summaryOf(report)
      .map(({ count, label }) => `**${count}** ${label}`)
      .join(" · "),
    compared,
    changes.length > 0 && `### What changed outside\n\n${CHANGED_ADVICE}\n\n${changes.join("\n")}`,
    missing > 0 && `And ${missing} more, ${TOO_LONG}`,
    rows.length > 0 && `### All BucketConfigs\n\n${tableHead(report)}\n${rows.map(({ text }) => text).join("\n")}`,
    leftOut(allRows, rows),
    `_${madeBy(made)}_`,
  ];
  return `${parts.filter((part) => part !== undefined && part !== false).join("\n\n")}\n`;
}

const TOO_LONG = `left out here: a comment on GitHub takes ${LONGEST_COMMENT.toLocaleString("en")} characters. The HTML report has them all.`;

function leftOut(all: Row[], kept: Row[]): string | undefined {
  const missing = all.length - kept.length;
  if (missing === 0) return undefined;
  const undeclared = all.filter((row) => row.isUndeclared).length - kept.filter((row) => row.isUndeclared).length;
  return `${missing} of ${all.length} BucketConfigs${undeclared > 0 ? `, ${undeclared} of them not declared,` : ""} are ${TOO_LONG}`;
}

function changedLine(nickname: string, { differences, ...place }: Declaration): string {
  const fields = differences.map(({ path, declared, actual }) => `${code(path)} ${code(declared)} → ${code(actual)}`);
  return `- ${code(nickname)} (${placeText(place)}): ${fields.join("; ")}`;
}

function movedDefaultLine({ declared, actual, ...place }: MovedDefault): string {
  return `- the default (${placeText(place)}): ${code(declared)} → ${code(actual ?? "(none)")}`;
}

function goneLine(declared: DeclaredBucketConfig): string {
  const { nickname } = declared.form;
  return `- ${code(nickname)} at ${code(formatUri(declared.form))} (${placeText(declared)}): **gone**`;
}

function placeText({ resource, stack }: Pick<DeclaredBucketConfig, "resource" | "stack">): string {
  return `${code(resource)} in stack ${code(stack)}`;
}

function tableHead({ stacks }: Report): string {
  const columns = ["Platform", "BucketConfig", "Location", "Health", "Repos", ...(stacks ? ["Declared"] : [])];
  return `| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`;
}

function rowOf(report: Report, config: ReportedConfig): string {
  const { standing } = config;
  const cells = [
    code(standing.platform),
    `${code(standing.nickname)}${standing.isDefault ? " (the default)" : ""}`,
    code(standing.uri),
    healthText(config),
    reposText(config.repos),
    ...(report.stacks ? [declaredText(config)] : []),
  ];
  return `| ${cells.join(" | ")} |`;
}

function healthText({ standing: { health }, health: kind }: ReportedConfig): string {
  if (!health) return "never checked";
  const status = code(health.status ?? "unknown");
  const message = health.message ? `: ${code(health.message)}` : "";
  return kind === "unhealthy" ? `**unhealthy** ${status}${message}` : `${status}${message}`;
}

function reposText(repos: readonly GetRepoResult[]): string {
  const { first, rest } = shortened(repos);
  const names = first.map(({ name, deletedAt }) => `${code(name)}${deletedAt ? " (deleted)" : ""}`);
  return names.length === 0 ? "none" : `${names.join(", ")}${rest.length > 0 ? ` and ${rest.length} more` : ""}`;
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
