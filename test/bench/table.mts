// The result as text that people read, in Markdown.

import { goals, listed } from "./goals.mts";
import { OPERATIONS, type Operation } from "./life.mts";
import {
  cpuSeconds,
  type Figure,
  livesOf,
  peak,
  providerCpu,
  type Result,
  ratio,
  type Setting,
  seconds,
  settingsOf,
  typical,
} from "./result.mts";
import { CANDIDATES, type Candidate } from "./stack.mts";

export function markdown(result: Result): string {
  const { date, machine, commit, versions, checkpoints } = result;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${date.slice(0, 10)}, ${machine}, commit ${commit}, ${used.join(", ")}. Medians of all rounds; ` +
      `Pulumi saves its state ${checkpoints ? "after each step" : "once a run"}.`,
    "",
    table(
      ["goal", "limit", "measured", ""],
      goals(result).map(({ what, limit, measured, reached }) => [
        what,
        limit,
        measured,
        reached ? "reached" : "**missed**",
      ]),
    ),
    ...settingsOf(result).flatMap((setting) => ["", ...settingSection(result, setting)]),
    "",
  ].join("\n");
}

function settingSection(result: Result, setting: Setting): string[] {
  const rounds = Math.max(...CANDIDATES.map((candidate) => livesOf(result, candidate, setting).length));
  return [
    `### ${setting.configs} BucketConfigs, ${setting.latencyMs} ms for each answer, ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    "",
    "The dynamic providers, with one program in JavaScript:",
    "",
    dynamicTable(result, setting),
    "",
    "The native plugins, with a program in YAML, and ours with one in JavaScript over the SDK that Pulumi makes:",
    "",
    nativeTable(result, setting),
    "",
    `State after the creation: ${CANDIDATES.filter((one) => livesOf(result, one, setting).length > 0)
      .map((candidate) => stateOf(result, candidate, setting))
      .join("; ")}.`,
    ...inPython(result, setting),
  ];
}

function dynamicTable(result: Result, setting: Setting): string {
  const candidates = ["floor", "naive", "ours"] as const;
  const row = rowsOf(result, setting);
  return table(
    [
      "",
      ...candidates,
      "ours / floor",
      "CPU",
      "ours / naive",
      "provider CPU",
      "provider peak",
      "calls of naive",
      "calls of ours",
    ],
    OPERATIONS.map((operation) => [
      operation,
      ...row.times(operation, candidates),
      ratio(result, ["ours", "floor"], setting, operation).toFixed(2),
      ratio(result, ["ours", "floor"], setting, operation, cpuSeconds).toFixed(2),
      ratio(result, ["ours", "naive"], setting, operation).toFixed(2),
      `${row.each(operation, candidates, providerCpu, 1)} s`,
      `${row.each(operation, candidates, peak, 0)} MB`,
      row.calls(operation, "naive"),
      row.calls(operation, "ours"),
    ]),
  );
}

function nativeTable(result: Result, setting: Setting): string {
  const candidates = ["native floor", "native YAML", "native TypeScript"] as const;
  const row = rowsOf(result, setting);
  return table(
    [
      "",
      ...candidates,
      "YAML / native floor",
      "CPU",
      "YAML / floor",
      "TypeScript / floor",
      "provider CPU",
      "provider peak",
      "calls of YAML",
    ],
    OPERATIONS.map((operation) => [
      operation,
      ...row.times(operation, candidates),
      ratio(result, ["native YAML", "native floor"], setting, operation).toFixed(2),
      ratio(result, ["native YAML", "native floor"], setting, operation, cpuSeconds).toFixed(2),
      ratio(result, ["native YAML", "floor"], setting, operation).toFixed(2),
      ratio(result, ["native TypeScript", "floor"], setting, operation).toFixed(2),
      `${row.each(operation, candidates, providerCpu, 1)} s`,
      `${row.each(operation, candidates, peak, 0)} MB`,
      row.calls(operation, "native YAML"),
    ]),
  );
}

/** The cells that both tables have. */
function rowsOf(result: Result, setting: Setting) {
  const each = (operation: Operation, candidates: readonly Candidate[], figure: Figure, digits: number) =>
    candidates.map((candidate) => typical(result, candidate, setting, operation, figure).toFixed(digits));
  return {
    times: (operation: Operation, candidates: readonly Candidate[]) =>
      each(operation, candidates, seconds, 1).map((time) => `${time} s`),
    each: (...asked: Parameters<typeof each>) => each(...asked).join(" / "),
    calls: (operation: Operation, candidate: Candidate) =>
      listed(livesOf(result, candidate, setting)[0]?.costs[operation].calls ?? {}),
  };
}

function stateOf(result: Result, candidate: Candidate, setting: Setting): string {
  const { state = 0, provider = 0 } = livesOf(result, candidate, setting)[0]?.bytes ?? {};
  return `${candidate} ${kilobytes(state)}${provider > 0 ? `, of it \`__provider\` ${kilobytes(provider)}` : ""}`;
}

function inPython({ python }: Result, setting: Setting): string[] {
  const found = python.find(({ configs, latencyMs }) => configs === setting.configs && latencyMs === setting.latencyMs);
  if (!found) return [];
  return [`The official Python client creates as many in a loop in ${found.seconds.toFixed(1)} s, and keeps no state.`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Of a candidate that wasn't measured.
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("NaN", "–")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
