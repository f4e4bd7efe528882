// Time against number of BucketConfigs, as a small picture that is readable on light and dark pages.

import { type Result, seconds, settingsOf, typical } from "./result.mts";
import { CANDIDATES, type Candidate } from "./stack.mts";

const [WIDTH, HEIGHT] = [640, 300];
const PLOT = { left: 56, top: 44, right: 540, bottom: 256 } as const;
const COLOURS: Readonly<Record<Candidate, string>> = {
  floor: "#8a8f98",
  naive: "#d9822b",
  ours: "#2f81f7",
  "native floor": "#b0b6be",
  "native YAML": "#1a7f37",
  "native TypeScript": "#8250df",
};
const LATENCY = 0;
const OPERATION = "up, create";

interface Point {
  readonly configs: number;
  readonly time: number;
}

/** An SVG of the time that an `up` takes to create so many; both axes are logarithmic. */
export function picture(result: Result): string {
  const sizes = settingsOf(result)
    .filter(({ latencyMs }) => latencyMs === LATENCY)
    .map(({ configs }) => configs);
  const lines = CANDIDATES.map((candidate) => ({
    candidate,
    points: sizes.map((configs) => ({
      configs,
      time: typical(result, candidate, { configs, latencyMs: LATENCY }, OPERATION, seconds),
    })),
  }));
  const times = lines.flatMap(({ points }) => points.map(({ time }) => time));
  const x = scale(Math.min(...sizes), Math.max(...sizes), PLOT.left, PLOT.right);
  const y = scale(Math.min(...times) / 1.3, Math.max(...times) * 1.3, PLOT.bottom, PLOT.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Seconds of an up that creates BucketConfigs, by their number">`,
    "<style>text{font:12px system-ui,sans-serif;fill:#57606a}.axis{stroke:#8a8f98;stroke-opacity:.4}@media(prefers-color-scheme:dark){text{fill:#adbac7}}</style>",
    `<text x="${PLOT.left}" y="22">Seconds of an \`up\` that creates so many BucketConfigs (both axes logarithmic)</text>`,
    ...sizes.map((size) => tickOf(x(size), size)),
    ...ticks(Math.min(...times), Math.max(...times)).map((time) => gridLine(y(time), time)),
    ...lines.map(({ candidate, points }) => line(candidate, points, x, y)),
    ...labels(lines, y),
    "</svg>",
    "",
  ].join("\n");
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to / from) || 1;
  return (value) => start + ((end - start) * Math.log(value / from)) / span;
}

/** 1, 2 and 5 of each power of ten within the range. */
function ticks(from: number, to: number): number[] {
  const powers = Array.from({ length: 8 }, (_, index) => 10 ** (index - 2));
  return powers.flatMap((power) => [power, 2 * power, 5 * power]).filter((tick) => tick >= from && tick <= to);
}

function tickOf(x: number, size: number): string {
  return `<text x="${x}" y="${PLOT.bottom + 20}" text-anchor="middle">${size}</text>`;
}

function gridLine(y: number, time: number): string {
  return `<line class="axis" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y}" y2="${y}"/><text x="${PLOT.left - 8}" y="${y + 4}" text-anchor="end">${time}</text>`;
}

function line(
  candidate: Candidate,
  points: readonly Point[],
  x: (n: number) => number,
  y: (n: number) => number,
): string {
  const path = points.map(({ configs, time }) => `${x(configs).toFixed(1)},${y(time).toFixed(1)}`).join(" ");
  return `<polyline points="${path}" fill="none" stroke="${COLOURS[candidate]}" stroke-width="2.5"/>`;
}

/** Each at the end of its line, moved apart where lines end close together. */
function labels(
  lines: readonly { readonly candidate: Candidate; readonly points: readonly Point[] }[],
  y: (n: number) => number,
): string[] {
  const ends = lines.map(({ candidate, points }) => ({ candidate, at: y(points.at(-1)?.time ?? 1) }));
  let lowest = Number.POSITIVE_INFINITY;
  return ends
    .toSorted((a, b) => b.at - a.at)
    .map(({ candidate, at }) => {
      lowest = Math.min(at, lowest - 16);
      return `<text x="${PLOT.right + 10}" y="${lowest + 4}" style="fill:${COLOURS[candidate]}">${candidate}</text>`;
    });
}
