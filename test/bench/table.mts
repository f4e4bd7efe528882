// The result as text that people read, in Markdown.

import { goals, listed } from "./goals.mts";
import { OPERATIONS } from "./life.mts";
import {
  cpuSeconds,
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
  const python = result.python.find(
    ({ configs, latencyMs }) => configs === setting.configs && latencyMs === setting.latencyMs,
  );
  const rounds = livesOf(result, "ours", setting).length;
  const bytes = (["floor", "naive", "ours"] as const).map((candidate) => {
    const { state = 0, provider = 0 } = livesOf(result, candidate, setting)[0]?.bytes ?? {};
    return `${candidate} ${kilobytes(state)}, of it \`__provider\` ${kilobytes(provider)}`;
  });
  return [
    `### ${setting.configs} BucketConfigs, ${setting.latencyMs} ms for each answer, ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    "",
    table(
      [
        "",
        "floor",
        "naive",
        "ours",
        "ours / floor",
        "CPU",
        "ours / naive",
        "provider CPU",
        "provider peak",
        "calls of naive",
        "calls of ours",
      ],
      OPERATIONS.map((operation) => {
        const of = (candidate: "floor" | "naive" | "ours") =>
          livesOf(result, candidate, setting)[0]?.costs[operation].calls;
        const each = (figure: typeof seconds, digits: number) =>
          (["floor", "naive", "ours"] as const)
            .map((candidate) => typical(result, candidate, setting, operation, figure).toFixed(digits))
            .join(" / ");
        return [
          operation,
          ...(["floor", "naive", "ours"] as const).map(
            (candidate) => `${typical(result, candidate, setting, operation, seconds).toFixed(1)} s`,
          ),
          ratio(result, ["ours", "floor"], setting, operation).toFixed(2),
          ratio(result, ["ours", "floor"], setting, operation, cpuSeconds).toFixed(2),
          ratio(result, ["ours", "naive"], setting, operation).toFixed(2),
          `${each(providerCpu, 1)} s`,
          `${each(peak, 0)} MB`,
          listed(of("naive") ?? {}),
          listed(of("ours") ?? {}),
        ];
      }),
    ),
    "",
    `State after the creation: ${bytes.join("; ")}.`,
    ...(python
      ? [`The official Python client creates as many in a loop in ${python.seconds.toFixed(1)} s, and keeps no state.`]
      : []),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
