import { html } from "hono/html";
import { shown } from "./words";

/** What can stand in a page: texts are escaped, and what is false or undefined leaves nothing. */
export type Content = ReturnType<typeof html> | string | number | false | undefined | readonly Content[];

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

/** What a table tells of each row, by the column's heading. The first column names the row. */
type Columns<Row> = Readonly<Record<string, (row: Row) => Content>>;

/** A section with its table, or nothing where there is nothing to tell. In the advice, backticks mark code. */
export function section<Row>(
  id: string,
  heading: string,
  advice: string,
  rows: readonly Row[],
  columns: Columns<Row>,
): Content {
  if (rows.length === 0) return "";
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
<p>${advice.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}</p>
${table(heading, rows, columns)}
</section>
`;
}

/**
 * A table whose rows become cards on a narrow screen. The roles say what its elements are anyway: some browsers forget it
 * once the style shows them otherwise.
 * @param anchorOf gives what links within the page lead to
 */
export function table<Row>(
  label: string,
  rows: readonly Row[],
  columns: Columns<Row>,
  anchorOf?: (row: Row) => string,
): Content {
  const [first, ...others] = Object.entries(columns);
  return html`<table role="table">
<caption class="hidden">${shown(label)}</caption>
<thead role="rowgroup"><tr role="row">${Object.keys(columns).map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => {
  const cells = others.map(
    ([column, cellOf]) => html`<td role="cell" data-column="${column}"><div>${cellOf(row)}</div></td>`,
  );
  const id = anchorOf && html` id="${anchorOf(row)}"`;
  return html`<tr role="row"${id}><th role="rowheader" scope="row">${first?.[1](row)}</th>${cells}</tr>
`;
})}</tbody>
</table>`;
}
