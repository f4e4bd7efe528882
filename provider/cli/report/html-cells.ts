import { html } from "hono/html";
import type { GetRepoResult } from "../../lifecycle/lookups";
import { badge, type Content, location, time, value } from "./html-parts";
import { type DeclaredBucketConfig, type Health, isUndeclared, type Report, type ReportedConfig } from "./model";
import { shortened } from "./words";

export function anchorOf({ standing }: ReportedConfig): string {
  return `config-${standing.id.replaceAll(/[^\w-]/g, "_")}`;
}

/** A BucketConfig's nickname, which leads to where the page tells all of it. */
export function reference(config: ReportedConfig): Content {
  return html`<a href="#${anchorOf(config)}">${value(config.standing.nickname)}</a>`;
}

export function placeText({ resource, stack }: Pick<DeclaredBucketConfig, "resource" | "stack">): Content {
  return html`${value(resource)}<span class="sub">stack ${value(stack)}</span>`;
}

const HEALTH_BADGE = { healthy: "good", unhealthy: "bad", unknown: "note" } as const satisfies Record<Health, string>;

export function healthBadge({ standing, health }: ReportedConfig): Content {
  return badge(HEALTH_BADGE[health], standing.health?.status ?? (standing.health ? "unknown" : "never checked"));
}

/** All of a BucketConfig, in the table of its platform. */
export function cellsOf(report: Report, config: ReportedConfig): Content[] {
  const { standing, repos, declarations } = config;
  const mark = standing.isDefault ? html` ${badge("note", "default")}` : "";
  const declared = isUndeclared(report, config) ? badge("warn", "not declared") : declarations.map(declarationText);
  return [
    html`${value(standing.nickname)}${mark}<span class="sub">${location(standing.uri)}</span>`,
    healthText(config),
    reposText(repos),
    ...(report.stacks ? [declared] : []),
  ];
}

function healthText(config: ReportedConfig): Content {
  const { health } = config.standing;
  const message = health?.message ? html`<span class="sub">${value(health.message)}</span>` : "";
  const checked = health?.lastCheckedAt ? html`<span class="sub">checked ${time(health.lastCheckedAt)}</span>` : "";
  return [healthBadge(config), message, checked];
}

function declarationText(declared: ReportedConfig["declarations"][number]): Content {
  const mark = declared.differences.length > 0 ? badge("warn", "changed outside") : "";
  return html`<div>${placeText(declared)}${mark}</div>`;
}

function reposText(repos: readonly GetRepoResult[]): Content {
  if (repos.length === 0) return html`<span class="muted">none</span>`;
  const { first, rest } = shortened(repos);
  const more = html`<details><summary>and ${rest.length} more</summary><ul class="repos">${rest.map(repoItem)}</ul></details>`;
  return html`<ul class="repos">${first.map(repoItem)}</ul>${rest.length > 0 ? more : ""}`;
}

function repoItem({ name, deletedAt }: GetRepoResult): Content {
  const ghost = html` <span class="muted">(deleted ${time(deletedAt ?? "")})</span>`;
  return html`<li>${value(name)}${deletedAt === undefined ? "" : ghost}</li>`;
}
