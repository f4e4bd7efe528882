import type { GetRepoResult } from "../../lifecycle/lookups";
import { asCode } from "../as-code";
import { defaultOf, type Report } from "./model";
import { type Cell, countsOf, findingsIn, type Part, platformsIn, type Row, type Section } from "./sections";
import { DEFAULT_IS, madeBy, SECRETS_NOTE, shown } from "./words";

/** What GitHub takes in one comment, in characters. */
export const LONGEST_COMMENT = 65_536;
/** What a table takes at most besides its head and its rows: the line that says what was left out, and what parts it from others. */
const RESERVE = 150;

interface Table {
  readonly title: string;
  readonly advice: string;
  readonly head: string;
  readonly rows: readonly string[];
}

/**
 * The report for a comment or a job summary: the same sections as the page has. Where that is too long, each section has its share
 * of the room, and what one doesn't need the others have, the first ones first.
 */
export function renderMarkdown(report: Report, at: Date): string {
  const tables = [...findingsIn(report), ...allIn(report)].map(tableOf);
  const whole = page(report, at, tables);
  if (whole.length <= LONGEST_COMMENT) return whole;
  const besides = tables.reduce((sum, { head }) => sum + head.length + RESERVE, 0);
  const room = LONGEST_COMMENT - page(report, at, tables.map(withoutRows)).length - besides;
  return page(report, at, tables, sharesOf(tables, room));
}

/** All platforms in one table: a comment has too little room for one of each. */
function allIn(report: Report): Section[] {
  const sections = platformsIn(report);
  const [first] = sections;
  if (!first) return [];
  const rows = sections.flatMap(({ heading, rows }) =>
    rows.map(({ cells }) => ({ cells: [[[{ is: "value", text: heading } as const]], ...cells] })),
  );
  return [{ ...first, heading: "All, by platform", columns: ["Platform", ...first.columns], rows }];
}

function tableOf({ heading, advice = "", columns, rows }: Section): Table {
  return {
    title: `### ${heading} (${rows.length})`,
    advice,
    head: `| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}`,
    rows: rows.map(lineOf),
  };
}

function withoutRows(table: Table): Table {
  return { ...table, rows: [] };
}

/** How many characters of rows each table may have. */
function sharesOf(tables: readonly Table[], room: number): number[] {
  const needs = tables.map(({ rows }) => rows.join("\n").length + 1);
  const share = room / tables.length;
  let spare = needs.reduce((sum, need) => sum + Math.max(0, share - need), 0);
  return needs.map((need) => {
    const more = Math.min(Math.max(0, need - share), spare);
    spare -= more;
    return Math.min(need, share) + more;
  });
}

function page(report: Report, at: Date, tables: readonly Table[], rooms?: readonly number[]): string {
  const { org, stacks } = report;
  const marked = defaultOf(report);
  const parts = [
    `## BucketConfigs of ${code(org)}`,
    countsOf(report)
      .map(({ count, label }) => `**${count}** ${label}`)
      .join(" · "),
    `${DEFAULT_IS} ${marked ? code(marked.standing.nickname) : "none"}.`,
    stacks && `Compared with the state of ${stacks.map(code).join(", ")}. ${SECRETS_NOTE}`,
    ...tables.flatMap((table, index) => tableParts(table, rooms?.[index] ?? Number.POSITIVE_INFINITY)),
    `_${madeBy(at)}_`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function tableParts({ title, advice, head, rows }: Table, room: number): string[] {
  let left = room;
  const kept = rows.filter((row) => {
    const fits = row.length + 1 <= left;
    if (fits) left -= row.length + 1;
    return fits;
  });
  const missing = rows.length - kept.length;
  return [
    title,
    advice,
    ...(kept.length > 0 ? [`${head}\n${kept.join("\n")}`] : []),
    ...(missing > 0
      ? [
          `${missing} of ${rows.length} are left out here: a comment on GitHub takes ${LONGEST_COMMENT.toLocaleString("en")} characters. The HTML report has them all.`,
        ]
      : []),
  ];
}

function lineOf({ cells }: Row): string {
  return `| ${cells.map(cellText).join(" | ")} |`;
}

function cellText(cell: Cell): string {
  return cell.map((line) => line.map(partText).join("")).join(", ");
}

function partText(part: Part): string {
  switch (part.is) {
    case "words":
      return part.tone === "warn" || part.tone === "bad"
        ? `**${part.text}**`
        : part.tone
          ? `(${part.text})`
          : part.text;
    case "value":
      return part.tone === "bad" ? `**${code(part.text)}**` : code(part.text);
    case "location":
    case "time":
      return code(part.text);
    case "reference":
      return code(part.to.standing.nickname);
    case "repos":
      return repoText(part.repos, part.most);
  }
}

function repoText(repos: readonly GetRepoResult[], most: number): string {
  const names = repos.map(({ name, deletedAt }) => `${code(name)}${deletedAt ? " (deleted)" : ""}`);
  const more = names.splice(most).length;
  return names.length === 0 ? "none" : `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A value that somebody else wrote. */
function code(text: string): string {
  return asCode(shown(text));
}
