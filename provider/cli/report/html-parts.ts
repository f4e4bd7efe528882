import { html } from "hono/html";
import type { GetRepoResult } from "../../lifecycle/lookups";
import type { ReportedConfig } from "./model";
import type { Cell, Part, Row, Section, Tone } from "./sections";
import { shown } from "./words";

/** What can stand in a page: texts are escaped, and what is false or undefined leaves nothing. */
export type Content = ReturnType<typeof html> | string | number | false | undefined | readonly Content[];

/** A value that somebody else wrote, which may read from right to left, without turning what stands around it. */
export function value(text: string): Content {
  return html`<bdi>${shown(text)}</bdi>`;
}

/** In the advice, backticks mark code. */
export function advised(advice: string): Content {
  return html`<p>${advice.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}</p>`;
}

/** A BucketConfig's nickname, which leads to where the page tells all of it. */
export function reference(to: ReportedConfig): Content {
  return html`<a href="#${anchorOf(to)}">${value(to.standing.nickname)}</a>`;
}

/**
 * A section's table, whose rows become cards on a narrow screen. The roles say what its elements are anyway: some browsers forget
 * it once the style shows them otherwise.
 */
export function table({ heading, columns, rows }: Section): Content {
  return html`<table role="table">
<caption class="hidden">${shown(heading)}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => tableRow(columns, row))}</tbody>
</table>`;
}

/** The first cell names the row. */
function tableRow(columns: readonly string[], { cells: [first = [], ...others], of }: Row): Content {
  const cells = others.map(
    (cell, index) => html`<td role="cell" data-column="${columns[index + 1]}"><div>${cellContent(cell)}</div></td>`,
  );
  const id = of && html` id="${anchorOf(of)}"`;
  return html`<tr role="row"${id}><th role="rowheader" scope="row">${cellContent(first)}</th>${cells}</tr>
`;
}

function anchorOf({ standing }: ReportedConfig): string {
  return `config-${(standing.id || `unread-${standing.nickname}`).replaceAll(/[^\w-]/g, "_")}`;
}

function cellContent([first = [], ...others]: Cell): Content {
  return [first.map(partContent), ...others.map((line) => html`<span class="sub">${line.map(partContent)}</span>`)];
}

function partContent(part: Part): Content {
  switch (part.is) {
    case "words":
      return badged(part.text, part.tone);
    case "value":
      return badged(value(part.text), part.tone);
    case "location":
      // Nobody reads it from right to left.
      return html`<code dir="ltr">${shown(part.text)}</code>`;
    case "time":
      return time(part.text);
    case "reference":
      return reference(part.to);
    case "repos":
      return repoList(part.repos, part.most);
  }
}

function badged(content: Content, tone: Tone | undefined): Content {
  return tone ? html`<span class="badge ${tone}">${content}</span>` : content;
}

/** The day of a time of the service, in UTC, or its own words where they are none. */
function time(text: string): Content {
  const at = new Date(text);
  // JavaScript takes nearly anything with a number in it for a date.
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(at.getTime())) return value(text);
  const utc = at.toISOString().replace(/\.\d+Z$/, "Z");
  return html`<time datetime="${utc}">${utc.slice(0, 10)}</time>`;
}

function repoList(repos: readonly GetRepoResult[], most: number): Content {
  if (repos.length === 0) return html`<span class="muted">none</span>`;
  const items = repos.map(({ name, deletedAt }) => {
    const ghost = deletedAt !== undefined && html` <span class="muted">(deleted ${time(deletedAt)})</span>`;
    return html`<li>${value(name)}${ghost}</li>`;
  });
  const rest = items.splice(most);
  const more = html`<details><summary>and ${rest.length} more</summary><ul class="repos">${rest}</ul></details>`;
  return html`<ul class="repos">${items}</ul>${rest.length > 0 && more}`;
}
