// What the provider is to reach, each as a ratio or a count within one result.

import type { Operation } from "./life.mts";
import { livesOf, peak, type Result, ratio, type Setting, settingsOf, typical } from "./result.mts";
import type { Candidate } from "./stack.mts";

export interface Goal {
  readonly what: string;
  readonly limit: string;
  readonly measured: string;
  readonly reached: boolean;
}

/** The goals that this result can speak to, most of them at the most BucketConfigs that it has. */
export function goals(result: Result): Goal[] {
  const settings = settingsOf(result);
  const largest = Math.max(...settings.map(({ configs }) => configs));
  const at = (latencyMs: number) => settings.find((one) => one.configs === largest && one.latencyMs === latencyMs);
  const [fast, slow] = [at(0), at(50)];
  const found = [
    ...(fast ? [...timesOverFloor(result, fast), ...calls(result, fast), ...sizes(result, fast)] : []),
    ...settings
      .filter(({ configs, latencyMs }) => configs >= 100 && latencyMs === 0)
      .flatMap((one) => nativeTimes(result, one)),
    ...(slow ? timesWithLatency(result, slow) : []),
    ...growth(result, largest),
    loadTime(result),
    {
      what: "what loading the package loads needlessly (undici, zod, lifecycle, api)",
      limit: "nothing",
      measured: result.loading.needless.length === 0 ? "nothing" : `${result.loading.needless.length} files`,
      reached: result.loading.needless.length === 0,
    },
  ];
  // Nothing is said of candidates that weren't measured.
  return found.filter(({ measured }) => !measured.includes("NaN"));
}

function timesOverFloor(result: Result, setting: Setting): Goal[] {
  const limits: [Operation, number][] = [
    ["preview, new", 1.1],
    ["preview, at rest", 1.1],
    ["up, at rest", 1.1],
    ["up, create", 1.25],
    ["refresh", 1.15],
  ];
  return limits.map(([operation, limit]) => atMost(result, ["ours", "floor"], setting, operation, limit));
}

/** Of a program in YAML, beside a plugin that does nothing, and beside a dynamic provider that does nothing. */
function nativeTimes(result: Result, setting: Setting): Goal[] {
  const overNativeFloor: [Operation, number][] = [
    ["preview, new", 1.2],
    ["preview, at rest", 1.1],
    ["up, at rest", 1.1],
    ["up, create", 1.3],
    ["refresh", 1.2],
    ["destroy", 1.3],
  ];
  const overFloor: [Operation, number][] = [
    ["preview, new", 0.42],
    ["preview, at rest", 0.42],
    ["up, at rest", 0.42],
    ["up, create", 0.6],
  ];
  return [
    ...overNativeFloor.map(([operation, limit]) =>
      atMost(result, ["native YAML", "native floor"], setting, operation, limit),
    ),
    ...overFloor.map(([operation, limit]) => atMost(result, ["native YAML", "floor"], setting, operation, limit)),
  ];
}

function timesWithLatency(result: Result, setting: Setting): Goal[] {
  return [
    atMost(result, ["ours", "floor"], setting, "up, create", 1.15),
    atMost(result, ["ours", "naive"], setting, "refresh", 0.5),
  ];
}

function atMost(
  result: Result,
  pair: readonly [Candidate, Candidate],
  setting: Setting,
  operation: Operation,
  limit: number,
): Goal {
  const measured = ratio(result, pair, setting, operation);
  return {
    what: `${pair[0]}: ${operation} of ${setting.configs} at ${setting.latencyMs} ms, time over ${pair[1]}'s`,
    limit: `≤ ${limit.toFixed(2)}`,
    measured: measured.toFixed(2),
    reached: measured <= limit,
  };
}

function calls(result: Result, setting: Setting): Goal[] {
  const n = setting.configs;
  const limits: [Operation, Readonly<Record<string, number>>][] = [
    ["preview, new", { "GET buckets": 1 }],
    ["preview, at rest", {}],
    ["up, at rest", {}],
    ["refresh", { "GET buckets": 1 }],
    ["replace all", { "DELETE bucket": n, "GET buckets": 1, "GET repos": 1, "POST buckets": n }],
  ];
  const [life] = livesOf(result, "ours", setting);
  if (!life) return [];
  return limits.map(([operation, limit]) => {
    const measured = listed(life.costs[operation].calls);
    return { what: `calls: ${operation} of ${n}`, limit: listed(limit), measured, reached: measured === listed(limit) };
  });
}

export function listed(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, count]) => `${count} ${name}`).join(", ") || "none";
}

function sizes(result: Result, setting: Setting): Goal[] {
  const stateOf = (candidate: "ours" | "naive") => livesOf(result, candidate, setting)[0]?.bytes.state ?? Number.NaN;
  const share = stateOf("ours") / stateOf("naive");
  const operations = ["up, create", "up, at rest", "refresh"] as const;
  const above = operations.map(
    (operation) =>
      typical(result, "ours", setting, operation, peak) - typical(result, "floor", setting, operation, peak),
  );
  const most = Math.max(...above);
  return [
    {
      what: `state of ${setting.configs}, bytes over naive's`,
      limit: "≤ 0.20",
      measured: share.toFixed(2),
      reached: share <= 0.2,
    },
    {
      what: `the provider's process with ${setting.configs}, peak above the floor's (${operations.join("; ")})`,
      limit: "≤ 40 MB",
      measured: `${most.toFixed(0)} MB`,
      reached: most <= 40,
    },
  ];
}

/** What a BucketConfig costs more where there are ten times as many, beyond what it costs more with the floor. */
function growth(result: Result, largest: number): Goal[] {
  const [few, many] = [largest / 10, largest].map((configs) => ({ configs, latencyMs: 0 })) as [Setting, Setting];
  if (livesOf(result, "ours", few).length === 0 || livesOf(result, "ours", many).length === 0) return [];
  return (["up, create", "up, at rest"] as const).map((operation) => {
    const ours = ratio(result, ["ours", "floor"], many, operation);
    const before = ratio(result, ["ours", "floor"], few, operation);
    const measured = ours / before;
    return {
      what: `growth: ${operation}, time of one of ${many.configs} over one of ${few.configs}, beyond the floor's`,
      limit: "≤ 1.20",
      measured: measured.toFixed(2),
      reached: measured <= 1.2,
    };
  });
}

function loadTime({ loading }: Result): Goal {
  return {
    what: "loading pulumi-arraylake, beyond @pulumi/pulumi alone",
    limit: "≤ 60 ms",
    measured: `${loading.packageMs.toFixed(0)} ms (the SDK: ${loading.sdkMs.toFixed(0)} ms)`,
    reached: loading.packageMs <= 60,
  };
}
