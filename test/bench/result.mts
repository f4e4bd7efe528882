// What a run of the bench found, and how figures are taken from it.

import type { Life, Operation } from "./life.mts";
import type { Loading } from "./loading.mts";
import { median } from "./median.mts";
import type { Candidate, Cost } from "./stack.mts";

export interface Result {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: string;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly checkpoints: boolean;
  readonly lives: readonly Life[];
  readonly loading: Loading;
  readonly python: readonly { readonly configs: number; readonly latencyMs: number; readonly seconds: number }[];
}

/** One number of BucketConfigs at one latency. */
export interface Setting {
  readonly configs: number;
  readonly latencyMs: number;
}

export type Figure = (cost: Cost) => number | undefined;
export const seconds: Figure = (cost) => cost.seconds;
export const cpuSeconds: Figure = (cost) => cost.cpuSeconds;
export const providerCpu: Figure = (cost) => cost.provider?.cpuSeconds;
export const peak: Figure = (cost) => cost.provider?.peakMegabytes;

export function settingsOf({ lives }: Result): Setting[] {
  const settings = lives.map(({ configs, latencyMs }) => ({ configs, latencyMs }));
  const isFirst = (one: Setting, index: number) =>
    settings.findIndex((other) => other.configs === one.configs && other.latencyMs === one.latencyMs) === index;
  return settings.filter(isFirst).toSorted((a, b) => a.latencyMs - b.latencyMs || a.configs - b.configs);
}

export function livesOf(result: Result, candidate: Candidate, { configs, latencyMs }: Setting): Life[] {
  return result.lives.filter(
    (life) => life.candidate === candidate && life.configs === configs && life.latencyMs === latencyMs,
  );
}

/** The median of a figure over all runs. */
export function typical(
  result: Result,
  candidate: Candidate,
  setting: Setting,
  operation: Operation,
  figure: Figure,
): number {
  const values = livesOf(result, candidate, setting).map((life) => figure(life.costs[operation]));
  return median(values.filter((value) => value !== undefined));
}

/** The median of the ratios, each taken between two lives of one round: so what slows the machine for a while slows both. */
export function ratio(
  result: Result,
  [above, below]: readonly [Candidate, Candidate],
  setting: Setting,
  operation: Operation,
  figure: Figure = seconds,
): number {
  const tops = livesOf(result, above, setting);
  const bottoms = livesOf(result, below, setting);
  const ratios = tops.flatMap((top, round) => {
    const dividend = figure(top.costs[operation]);
    const bottom = bottoms[round];
    const divisor = bottom && figure(bottom.costs[operation]);
    return dividend === undefined || !divisor ? [] : [dividend / divisor];
  });
  return median(ratios);
}
