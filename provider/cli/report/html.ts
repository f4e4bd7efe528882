import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { formatUri } from "../../model/location";
import { badge, type Content, location, section, table, time, value } from "./html-parts";
import type { Declared, Report, ReportedConfig } from "./model";
import { STYLE } from "./style";
import { ADVICE, madeBy, REPOS_SHOWN, SECRETS_NOTE, shown, summaryOf } from "./words";

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
/** This very style and nothing else: no script, no picture, no form, no request. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** The report as one page that stands by itself. */
export async function renderHtml(report: Report, at: Date): Promise<string> {
  const { org, stacks } = report;
  const names = stacks?.map((stack, index) => [index > 0 && ", ", value(stack)]);
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
${names && html`<p class="muted">Compared with the state of ${names}. ${SECRETS_NOTE}</p>`}
</header>
<main>
${summaryList(report)}
${findings(report)}
${platformSections(report)}
</main>
<footer>${madeBy(at)}</footer>
</body>
</html>
`;
  return String(page);
}

function summaryList(report: Report): Content {
  const tiles = summaryOf(report).map(({ key, count, label, concern }) => {
    const text = html`<strong>${count}</strong><span>${label}</span>`;
    const linked = count > 0 ? html`<a href="#${key}">${text}</a>` : text;
    return html`<li class="${count > 0 && concern}">${linked}</li>
`;
  });
  return html`<ul class="summary" aria-label="Summary">
${tiles}</ul>`;
}

/** What asks for a look, each kind in a section of its own. */
function findings({ configs, movedDefaults, gone }: Report): Content {
  const fields = configs.flatMap((config) =>
    config.declarations.flatMap((place) =>
      place.differences.map((each) => ({ ...each, place, name: reference(config), field: value(each.path) })),
    ),
  );
  const defaults = movedDefaults.map((place) => {
    const { declared, actual = "(none)" } = place;
    return { place, name: value(declared), field: "the default", declared, actual };
  });
  const undeclared = configs.filter(({ isUndeclared }) => isUndeclared);
  const unhealthy = configs.filter(({ health }) => health === "unhealthy");
  return [
    section("changed", "Changed outside", ADVICE.changed, [...fields, ...defaults], {
      BucketConfig: ({ name }) => name,
      "Declared as": ({ place }) => placeText(place),
      Field: ({ field }) => field,
      "In the state": ({ declared }) => value(declared),
      "At Arraylake": ({ actual }) => value(actual),
    }),
    section("gone", "Gone", ADVICE.gone, gone, {
      BucketConfig: ({ form }) => value(form.nickname),
      "Declared as": placeText,
      Location: ({ form }) => location(formatUri(form)),
      Id: ({ id }) => value(id),
    }),
    section("undeclared", "Not declared", ADVICE.undeclared, undeclared, {
      BucketConfig: reference,
      Location: ({ standing }) => location(standing.uri),
      "Made by": ({ standing }) => value(standing.createdBy ?? "unknown"),
    }),
    section("unhealthy", "Unhealthy", ADVICE.unhealthy, unhealthy, {
      BucketConfig: reference,
      Health: healthBadge,
      Message: ({ standing }) => value(standing.health?.message ?? "none"),
    }),
  ];
}

function platformSections({ configs, stacks }: Report): Content {
  const columns = {
    BucketConfig: nameText,
    Health: healthText,
    Repos: reposText,
    ...(stacks && { "Declared as": declaredText }),
  };
  const platforms = Map.groupBy(configs, ({ standing }) => standing.platform);
  const sections = Array.from(
    platforms,
    ([platform, group]) => html`<section>
<h3>${value(platform)} <span class="muted">(${group.length})</span></h3>
${table(`BucketConfigs on ${platform}`, group, columns, anchorOf)}
</section>
`,
  );
  return html`<section id="all" aria-labelledby="all-heading">
<h2 id="all-heading">All, by platform</h2>
${sections.length > 0 ? sections : html`<p>There are none yet.</p>`}
</section>`;
}

function nameText({ standing: { nickname, uri, isDefault } }: ReportedConfig): Content {
  const mark = isDefault && html` ${badge("note", "default")}`;
  return html`${value(nickname)}${mark}<span class="sub">${location(uri)}</span>`;
}

function healthText(config: ReportedConfig): Content {
  const { message, lastCheckedAt } = config.standing.health ?? {};
  return [
    healthBadge(config),
    message && html`<span class="sub">${value(message)}</span>`,
    lastCheckedAt && html`<span class="sub">checked ${time(lastCheckedAt)}</span>`,
  ];
}

function reposText({ repos }: ReportedConfig): Content {
  if (repos.length === 0) return html`<span class="muted">none</span>`;
  const items = repos.map(({ name, deletedAt }) => {
    const ghost = deletedAt !== undefined && html` <span class="muted">(deleted ${time(deletedAt)})</span>`;
    return html`<li>${value(name)}${ghost}</li>`;
  });
  const rest = items.splice(REPOS_SHOWN);
  const more = html`<details><summary>and ${rest.length} more</summary><ul class="repos">${rest}</ul></details>`;
  return html`<ul class="repos">${items}</ul>${rest.length > 0 && more}`;
}

function declaredText({ isUndeclared, declarations }: ReportedConfig): Content {
  if (isUndeclared) return badge("warn", "not declared");
  return declarations.map((each) => {
    const mark = each.differences.length > 0 && badge("warn", "changed outside");
    return html`<div>${placeText(each)}${mark}</div>`;
  });
}

function anchorOf({ standing }: ReportedConfig): string {
  return `config-${standing.id.replaceAll(/[^\w-]/g, "_")}`;
}

/** A BucketConfig's nickname, which leads to where the page tells all of it. */
function reference(config: ReportedConfig): Content {
  return html`<a href="#${anchorOf(config)}">${value(config.standing.nickname)}</a>`;
}

function placeText({ resource, stack }: Declared): Content {
  return html`${value(resource)}<span class="sub">stack ${value(stack)}</span>`;
}

function healthBadge({ standing: { health }, health: kind }: ReportedConfig): Content {
  const kinds = { healthy: "good", unhealthy: "bad", unknown: "note" } as const;
  return badge(kinds[kind], health?.status ?? (health ? "unknown" : "never checked"));
}
