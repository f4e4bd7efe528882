import type { Outcome } from "./run-stack.ts";

const COLUMNS = ["created", "changed", "deleted", "unchanged", "refused", "failed"] as const;

/** A row for each stack, and under them every message in full. */
export function report(outcomes: readonly Outcome[]): string {
  const header = ["stack", ...COLUMNS, "seconds", "result"];
  const rows = outcomes.map(({ stack, counts, seconds, result }) => [
    stack,
    ...COLUMNS.map((column) => String(counts[column])),
    seconds.toFixed(1),
    result,
  ]);
  return [...table([header, ...rows]), ...outcomes.flatMap(messages), ""].join("\n");
}

/** 0: all is well; 1: a stack failed; 3: none failed, but one was refused. 2 is for a mistake in the command line. */
export function exitCode(outcomes: readonly Outcome[]): number {
  const results = new Set(outcomes.map(({ result }) => result));
  if (results.has("failed")) return 1;
  return results.has("refused") ? 3 : 0;
}

function table(rows: readonly string[][]): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(cell.length, all[i] ?? 0)), []);
  const isText = (i: number) => i === 0 || i === widths.length - 1;
  return rows.map((row) =>
    row
      .map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function messages({ stack, warnings, errors }: Outcome): string[] {
  const all = [...errors, ...warnings.map((warning) => `warning: ${warning}`)];
  return all.length === 0 ? [] : ["", `${stack}:`, ...all.map((text) => text.replaceAll(/^/gm, "  "))];
}
