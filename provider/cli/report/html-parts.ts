import { html } from "hono/html";
import { shown } from "./words";

export type Content = ReturnType<typeof html> | string | number | readonly Content[];

interface TableRow {
  /** What a link within the page leads to. */
  readonly anchor?: string;
  readonly cells: readonly Content[];
}

/** A value that somebody else wrote, which may read from right to left, without turning what stands around it. */
export function value(text: string): Content {
  return html`<bdi>${shown(text)}</bdi>`;
}

export function badge(kind: "good" | "warn" | "bad" | "note", text: string): Content {
  return html`<span class="badge ${kind}">${value(text)}</span>`;
}

/** A place in an object store, which nobody reads from right to left. */
export function location(uri: string): Content {
  return html`<code dir="ltr">${shown(uri)}</code>`;
}

/** A time of the service in UTC, or its own words where they are none. */
export function time(text: string): Content {
  const at = new Date(text);
  // JavaScript takes nearly anything with a number in it for a date.
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(at.getTime())) return value(text);
  const utc = at.toISOString().replace(/\.\d+Z$/, "Z");
  return html`<time datetime="${utc}">${utc}</time>`;
}

/** A sentence of ours, in which backticks mark code. */
function prose(text: string): Content {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** A section with its table, or nothing where there is nothing to tell. */
export function section(
  id: string,
  heading: string,
  advice: string,
  columns: readonly string[],
  rows: readonly TableRow[],
): Content {
  if (rows.length === 0) return "";
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
<p>${prose(advice)}</p>
${table(heading, columns, rows)}
</section>
`;
}

/**
 * A table whose rows become cards on a narrow screen. The roles say what its elements are anyway: some browsers forget it
 * once the style shows them otherwise.
 */
export function table(label: string, columns: readonly string[], rows: readonly TableRow[]): Content {
  return html`<table role="table">
<caption class="hidden">${shown(label)}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => tableRow(columns, row))}</tbody>
</table>`;
}

function tableRow(columns: readonly string[], { anchor, cells: [first = "", ...rest] }: TableRow): Content {
  const cells = rest.map(
    (cell, index) => html`<td role="cell" data-column="${columns[index + 1] ?? ""}"><div>${cell}</div></td>`,
  );
  const head = html`<th role="rowheader" scope="row">${first}</th>`;
  return anchor === undefined
    ? html`<tr role="row">${head}${cells}</tr>
`
    : html`<tr role="row" id="${anchor}">${head}${cells}</tr>
`;
}
