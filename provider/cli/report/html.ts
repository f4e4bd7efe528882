import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { advised, type Content, reference, table, value } from "./html-parts";
import { defaultOf, type Report } from "./model";
import { countsOf, findingsIn, platformsIn, type Section } from "./sections";
import { STYLE } from "./style";
import { DEFAULT_IS, madeBy, SECRETS_NOTE, shown } from "./words";

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
/** This very style and nothing else: no script, no picture, no form, no request. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** The report as one page that stands by itself. */
export async function renderHtml(report: Report, at: Date): Promise<string> {
  const { org, stacks } = report;
  const names = stacks?.map((stack, index) => [index > 0 && ", ", value(stack)]);
  const findings = findingsIn(report);
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>BucketConfigs of ${shown(org)}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<h1>BucketConfigs of ${value(org)}</h1>
${names && html`<p class="muted">Compared with the state of ${names}.</p>${advised(SECRETS_NOTE)}`}
</header>
<main>
${summaryList(report, findings)}
${defaultLine(report)}
${findings.map(findingSection)}
${platformSections(report)}
</main>
<footer>${madeBy(at)}</footer>
</body>
</html>
`;
  return String(page);
}

function summaryList(report: Report, findings: readonly Section[]): Content {
  const tiles = countsOf(report).map(({ key, count, label, concern }) => {
    const text = html`<strong>${count}</strong><span>${label}</span>`;
    // What has no section of its own stands in the list of all.
    const target = findings.some((finding) => finding.key === key) ? key : "all";
    const linked = count > 0 ? html`<a href="#${target}">${text}</a>` : text;
    return html`<li class="${count > 0 && concern}">${linked}</li>
`;
  });
  return html`<ul class="summary" aria-label="Summary">
${tiles}</ul>`;
}

function defaultLine(report: Report): Content {
  const marked = defaultOf(report);
  return html`<p>${DEFAULT_IS} ${marked ? reference(marked) : "none"}.</p>`;
}

function findingSection(finding: Section): Content {
  const { key, heading, advice } = finding;
  return html`<section id="${key}" aria-labelledby="${key}-heading">
<h2 id="${key}-heading">${heading} <span class="muted">(${finding.rows.length})</span></h2>
${advice && advised(advice)}
${table(finding)}
</section>
`;
}

function platformSections(report: Report): Content {
  const platforms = platformsIn(report);
  const links = platforms.map(
    ({ heading, rows }, index) => html`<li><a href="#platform-${index}">${value(heading)}</a> (${rows.length})</li>`,
  );
  const sections = platforms.map(
    (section, index) => html`<section id="platform-${index}">
<h3>${value(section.heading)} <span class="muted">(${section.rows.length})</span></h3>
${table({ ...section, heading: `BucketConfigs on ${section.heading}` })}
</section>
`,
  );
  return html`<section id="all" aria-labelledby="all-heading">
<h2 id="all-heading">All, by platform</h2>
${links.length > 1 && html`<ul class="names">${links}</ul>`}
${sections.length > 0 ? sections : html`<p>There are none yet.</p>`}
</section>`;
}
