/** The page's whole style. It has no script and loads nothing, so that it can be read from a mail or a build's artifacts. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f6f7f9; --line: #d9dee5; --text: #1b222b; --muted: #55606e;
  --bad: #a3210f; --bad-page: #fdefec; --warn: #854a0a; --warn-page: #fdf3e1; --good: #17643a; --good-page: #e9f6ee;
  --note: #1d4f91; --note-page: #e9f1fc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151b; --raised: #1a212a; --line: #323c48; --text: #e7ecf2; --muted: #a3afbd;
    --bad: #ff9d8d; --bad-page: #3a1814; --warn: #f5bd6b; --warn-page: #35250c; --good: #84d9a5; --good-page: #10301d;
    --note: #9cc4fb; --note-page: #14294a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 3rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 2.5rem 0 .25rem; font-size: 1.2rem; }
p { margin: .25rem 0 .75rem; max-width: 85ch; }
a { color: inherit; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }
.muted, thead th { color: var(--muted); }
code { font: .9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
ul { margin: 0; padding: 0; list-style: none; }
.summary { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }
.summary li { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--raised); }
.summary a { display: block; text-decoration: none; }
.summary a span { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .2em; }
.summary strong { display: block; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.summary .bad { border-color: currentColor; background: var(--bad-page); color: var(--bad); }
.summary .warn { border-color: currentColor; background: var(--warn-page); color: var(--warn); }
.badge { display: inline-block; padding: 0 .5rem; border-radius: .7rem; font-size: .85rem; }
.good { background: var(--good-page); color: var(--good); }
.warn { background: var(--warn-page); color: var(--warn); }
.bad { background: var(--bad-page); color: var(--bad); }
.note { background: var(--note-page); color: var(--note); }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { padding: .6rem 1.25rem .6rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: inherit; }
thead th { font-size: .85rem; }
tbody th { font-weight: 600; }
:target { scroll-margin-top: 1rem; background: var(--note-page); }
.sub { display: block; color: var(--muted); font-size: .9em; font-weight: 400; }
.repos li, .names li { display: inline; }
.repos li:not(:last-child)::after, .names li:not(:last-child)::after { content: ", "; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
h3 { margin: 1.75rem 0 .25rem; font-size: 1rem; }
details { display: inline; }
summary { cursor: pointer; color: var(--note); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .9rem; }
@media (min-width: 48rem) {
  table { table-layout: fixed; }
  thead th:first-child { width: 24%; }
  thead th { position: sticky; top: 0; background: var(--page); }
}
@media (max-width: 47.99rem) {
  .summary { grid-template-columns: 1fr 1fr; }
  .summary li:first-child:nth-last-child(odd) { grid-column: 1 / -1; }
  table, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { margin-bottom: .75rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--raised); }
  th, td { padding: 0; border: 0; }
  td { display: grid; grid-template-columns: 5.75rem minmax(0, 1fr); gap: .5rem; margin-top: .4rem; }
  td::before { content: attr(data-column); color: var(--muted); font-size: .85rem; }
}
@media print {
  body { max-width: none; padding: 0; }
  tr { break-inside: avoid; }
}
`;
