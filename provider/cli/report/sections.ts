import type { GetRepoResult } from "../../lifecycle/lookups";
import type { Difference } from "../../model/diff";
import { formatUri } from "../../model/location";
import { type Declaration, type Declared, gapsIn, type Report, type ReportedConfig } from "./model";
import { ADVICE, CULPRITS_SHOWN, FIELDS_SHOWN, REPOS_SHOWN } from "./words";

// What a report tells, and in which order: the page and the Markdown show the same.

export type Tone = "good" | "warn" | "bad" | "note";

/** A piece of what stands in a cell. */
export type Part =
  /** Words of the report itself. */
  | { readonly is: "words"; readonly text: string; readonly tone?: Tone }
  /** What somebody else wrote. */
  | { readonly is: "value"; readonly text: string; readonly tone?: Tone }
  | { readonly is: "location"; readonly text: string }
  | { readonly is: "time"; readonly text: string }
  /** A BucketConfig's nickname, which leads to its row where there are links. */
  | { readonly is: "reference"; readonly to: ReportedConfig }
  | { readonly is: "repos"; readonly repos: readonly GetRepoResult[]; readonly most: number };

/** A cell's lines, each of which adds to the one before it. */
export type Cell = readonly (readonly Part[])[];

export interface Row {
  readonly cells: readonly Cell[];
  /** The BucketConfig of which the row tells all. */
  readonly of?: ReportedConfig;
}

export interface Section {
  readonly key: "all" | "unchecked" | keyof typeof ADVICE;
  readonly heading: string;
  /** What can be done; backticks mark code. */
  readonly advice?: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A number at the top of a report. */
export interface Count {
  readonly key: Section["key"];
  readonly count: number;
  readonly label: string;
  /** How bad it is if there are any. */
  readonly concern: "" | "warn" | "bad";
}

/** The numbers; of stacks they only speak where some were asked for. */
export function countsOf({ configs, movedDefaults, gone, stacks }: Report): Count[] {
  const of = (isMeant: (config: ReportedConfig) => boolean) => configs.filter(isMeant).length;
  const changed = of(({ declarations }) => declarations.some(({ differences }) => differences.length > 0));
  const compared: Count[] = [
    { key: "changed", count: changed + movedDefaults.length, label: "changed outside", concern: "warn" },
    { key: "gone", count: gone.length, label: "gone", concern: "bad" },
    { key: "undeclared", count: of(({ isUndeclared }) => isUndeclared), label: "not declared", concern: "warn" },
  ];
  const unreadable = of(({ standing }) => gapsIn(standing).length > 0);
  return [
    { key: "all", count: configs.length, label: configs.length === 1 ? "BucketConfig" : "BucketConfigs", concern: "" },
    ...(stacks ? compared : []),
    { key: "unhealthy", count: of(({ health }) => health === "unhealthy"), label: "unhealthy", concern: "bad" },
    {
      key: "unchecked",
      count: of(({ health }) => health === "never checked"),
      label: "never checked",
      concern: "warn",
    },
    ...(unreadable > 0
      ? [{ key: "unreadable", count: unreadable, label: "not readable", concern: "warn" } as const]
      : []),
  ];
}

/** What asks for a look, each kind in a section of its own. None of them is empty. */
export function findingsIn({ configs, movedDefaults, gone }: Report): Section[] {
  const drift = configs.flatMap((config) => config.declarations.flatMap((place) => changedCells(config, place)));
  const defaults = movedDefaults.map(({ declared, actual, ...place }) => [
    declared ? reference(declared) : value(place.id),
    placeOf(place),
    words("the default"),
    words("it is the default"),
    actual ? [[part("it is "), { is: "reference" as const, to: actual }]] : words("there is none"),
    words(declared ? "made the default again" : "refused: it is gone"),
  ]);
  const sections: Section[] = [
    {
      key: "changed",
      heading: "Changed outside",
      columns: ["BucketConfig", "Declared as", "Field", "In the state", "At Arraylake", "Put back"],
      rows: [...drift, ...defaults].map((cells) => ({ cells })),
    },
    {
      key: "gone",
      heading: "Gone",
      columns: ["BucketConfig", "Declared as", "Location", "Id"],
      rows: gone.map((place) => ({
        cells: [value(place.form.nickname), placeOf(place), location(formatUri(place.form)), value(place.id)],
      })),
    },
    {
      key: "undeclared",
      heading: "Not declared",
      columns: ["BucketConfig", "Location", "Made by"],
      rows: configs
        .filter(({ isUndeclared }) => isUndeclared)
        .map((config) => ({
          cells: [reference(config), location(config.standing.uri), value(config.standing.createdBy ?? "unknown")],
        })),
    },
    {
      key: "unhealthy",
      heading: "Unhealthy",
      columns: ["BucketConfig", "Health", "Message"],
      rows: configs
        .filter(({ health }) => health === "unhealthy")
        .map((config) => ({
          cells: [reference(config), [[healthPart(config)]], value(config.standing.health?.message ?? "none")],
        })),
    },
    {
      key: "unreadable",
      heading: "Not readable",
      columns: ["BucketConfig", "Id", "What can't be read"],
      rows: configs
        .filter(({ standing }) => gapsIn(standing).length > 0)
        .map((config) => ({
          cells: [reference(config), value(config.standing.id), value(gapsIn(config.standing).join(", "))],
        })),
    },
  ];
  return sections
    .filter(({ rows }) => rows.length > 0)
    .map((section) => ({ ...section, advice: ADVICE[section.key as keyof typeof ADVICE] }));
}

/** Every BucketConfig, each platform's in a section of its own. */
export function platformsIn({ configs, stacks }: Report): Section[] {
  const columns = ["BucketConfig", "Location", "Health", "Repos", ...(stacks ? ["Declared as"] : [])];
  const platforms = Map.groupBy(configs, ({ standing }) => standing.platform);
  return Array.from(platforms, ([platform, group]) => ({
    key: "all",
    heading: platform,
    columns,
    rows: group.map((config) => ({
      of: config,
      cells: [
        nameOf(config),
        location(config.standing.uri),
        healthOf(config),
        [[{ is: "repos" as const, repos: config.repos, most: REPOS_SHOWN }]],
        ...(stacks ? [declaredOf(config)] : []),
      ],
    })),
  }));
}

/** A row for each changed field of a declaration, but for the last ones of very many. */
function changedCells(config: ReportedConfig, place: Declaration): Cell[][] {
  const shown = place.differences.slice(0, FIELDS_SHOWN);
  const more = place.differences.length - shown.length;
  const row = (...cells: Cell[]) => [
    reference(config),
    placeOf(place),
    ...cells,
    puttingBack(place.differences, config),
  ];
  return [
    ...shown.map(({ path, declared, actual }) => row(value(path), value(declared), value(actual))),
    ...(more > 0 ? [row(words(`and ${more} more`), [], [])] : []),
  ];
}

/** What `pulumi up --refresh` does about a change: the nickname alone changes in place. */
export function putBackBy(
  differences: readonly Difference[],
  repos: readonly GetRepoResult[],
): "rename" | "replacement" | "refused" {
  if (differences.every(({ path }) => path === "nickname")) return "rename";
  return repos.length === 0 ? "replacement" : "refused";
}

function puttingBack(differences: readonly Difference[], { repos }: ReportedConfig): Cell {
  const how = putBackBy(differences, repos);
  if (how === "refused") return [[part("refused: used by "), { is: "repos", repos, most: CULPRITS_SHOWN }]];
  return words(how === "rename" ? "renamed" : "replaced, with another id");
}

function nameOf({ standing: { nickname, isDefault } }: ReportedConfig): Cell {
  const mark: Part[] = isDefault ? [part(" "), part("default", "note")] : [];
  return [[{ is: "value", text: nickname }, ...mark]];
}

function healthOf(config: ReportedConfig): Cell {
  const { message, lastCheckedAt } = config.standing.health ?? {};
  return [
    [healthPart(config)],
    ...(message ? [[{ is: "value", text: message } as const]] : []),
    ...(lastCheckedAt ? [[part("checked "), { is: "time", text: lastCheckedAt } as const]] : []),
  ];
}

function healthPart({ standing, health }: ReportedConfig): Part {
  const tones = { healthy: "good", unhealthy: "bad", unknown: "note", "never checked": "warn" } as const;
  const text = standing.health?.status ?? (health === "never checked" ? health : "unknown");
  return { is: "value", text, tone: tones[health] };
}

function declaredOf({ isUndeclared, declarations }: ReportedConfig): Cell {
  if (isUndeclared) return [[part("not declared", "warn")]];
  return declarations.flatMap((each) => [
    ...placeOf(each),
    ...(each.differences.length > 0 ? [[part("changed outside", "warn")]] : []),
  ]);
}

function placeOf({ resource, stack }: Declared): Cell {
  return [[{ is: "value", text: resource }], [part("stack "), { is: "value", text: stack }]];
}

function reference(to: ReportedConfig): Cell {
  return [[{ is: "reference", to }]];
}

function value(text: string): Cell {
  return [[{ is: "value", text }]];
}

function location(text: string): Cell {
  return [[{ is: "location", text }]];
}

function words(text: string): Cell {
  return [[part(text)]];
}

function part(text: string, tone?: Tone): Part {
  return { is: "words", text, ...(tone && { tone }) };
}
