import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { formatUri } from "../../model/location";
import { anchorOf, cellsOf, healthBadge, placeText, reference } from "./html-cells";
import { type Content, location, section, table, value } from "./html-parts";
import { grouped, isDrifted, isUndeclared, type Origin, type Report } from "./model";
import { STYLE } from "./style";
import {
  CHANGED_ADVICE,
  type Count,
  GONE_ADVICE,
  madeBy,
  SECRETS_NOTE,
  shown,
  summaryOf,
  UNDECLARED_ADVICE,
  UNHEALTHY_ADVICE,
} from "./words";

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
/** This very style and nothing else: no script, no picture, no form, no request. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** The report as one page that stands by itself. */
export async function renderHtml(report: Report, made: Origin): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>BucketConfigs of ${shown(report.org)}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<h1>BucketConfigs of ${value(report.org)}</h1>
${comparedText(report)}
</header>
<main>
${summaryList(report)}
${changedSection(report)}
${goneSection(report)}
${undeclaredSection(report)}
${unhealthySection(report)}
${platformSections(report)}
</main>
<footer>${madeBy(made)}</footer>
</body>
</html>
`;
  return String(page);
}

function comparedText({ stacks }: Report): Content {
  if (!stacks) return "";
  const names = stacks.map((stack, index) => [index > 0 ? ", " : "", value(stack)]);
  return html`<p class="muted">Compared with the state of ${names}. ${SECRETS_NOTE}</p>`;
}

const CONCERN: Readonly<Record<Count["key"], string>> = {
  all: "",
  changed: "warn",
  gone: "bad",
  undeclared: "warn",
  unhealthy: "bad",
};

function summaryList(report: Report): Content {
  const tiles = summaryOf(report).map(({ key, count, label }) => {
    const text = html`<strong>${count}</strong><span>${label}</span>`;
    const linked = count > 0 ? html`<a href="#${key}">${text}</a>` : text;
    return html`<li class="${count > 0 ? CONCERN[key] : ""}">${linked}</li>
`;
  });
  return html`<ul class="summary" aria-label="Summary">
${tiles}</ul>`;
}

function changedSection({ configs, movedDefaults }: Report): Content {
  const fields = configs.filter(isDrifted).flatMap((config) =>
    config.declarations.flatMap((declared) =>
      declared.differences.map(({ path, declared: old, actual }) => ({
        cells: [reference(config), placeText(declared), value(path), value(old), value(actual)],
      })),
    ),
  );
  const defaults = movedDefaults.map((moved) => ({
    cells: [
      value(moved.declared),
      placeText(moved),
      "the default",
      value(moved.declared),
      value(moved.actual ?? "(none)"),
    ],
  }));
  const rows = [...fields, ...defaults];
  const columns = ["BucketConfig", "Declared as", "Field", "In the state", "At Arraylake"];
  return section("changed", "Changed outside", CHANGED_ADVICE, columns, rows);
}

function goneSection({ gone }: Report): Content {
  const rows = gone.map((declared) => ({
    cells: [value(declared.form.nickname), placeText(declared), location(formatUri(declared.form)), value(declared.id)],
  }));
  return section("gone", "Gone", GONE_ADVICE, ["BucketConfig", "Declared as", "Location", "Id"], rows);
}

function undeclaredSection(report: Report): Content {
  const undeclared = report.configs.filter((config) => isUndeclared(report, config));
  const rows = undeclared.map((config) => ({
    cells: [reference(config), location(config.standing.uri), value(config.standing.createdBy ?? "unknown")],
  }));
  return section("undeclared", "Not declared", UNDECLARED_ADVICE, ["BucketConfig", "Location", "Made by"], rows);
}

function unhealthySection({ configs }: Report): Content {
  const unhealthy = configs.filter(({ health }) => health === "unhealthy");
  const rows = unhealthy.map((config) => ({
    cells: [reference(config), healthBadge(config), value(config.standing.health?.message ?? "none")],
  }));
  return section("unhealthy", "Unhealthy", UNHEALTHY_ADVICE, ["BucketConfig", "Health", "Message"], rows);
}

function platformSections(report: Report): Content {
  const platforms = grouped(report.configs, ({ standing }) => standing.platform);
  const columns = ["BucketConfig", "Health", "Repos", ...(report.stacks ? ["Declared as"] : [])];
  const sections = Array.from(platforms, ([platform, configs]) => {
    const rows = configs.map((config) => ({ anchor: anchorOf(config), cells: cellsOf(report, config) }));
    return html`<section>
<h3>${value(platform)} <span class="muted">(${configs.length})</span></h3>
${table(`BucketConfigs on ${platform}`, columns, rows)}
</section>
`;
  });
  return html`<section id="all" aria-labelledby="all-heading">
<h2 id="all-heading">All, by platform</h2>
${sections.length > 0 ? sections : html`<p>There are none yet.</p>`}
</section>`;
}
