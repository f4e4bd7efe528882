// What the process behind a dynamic or native provider takes: Pulumi starts it, so it is watched from outside, where the machine tells.

import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface ProcessCost {
  /** Of the provider's process, in user and system mode. */
  readonly cpuSeconds: number;
  /** The most that it ever held in memory. */
  readonly peakMegabytes: number;
}

export interface Watch {
  /** Undefined where no process was seen, or the machine has no /proc. */
  stop(): ProcessCost | undefined;
}

const INTERVAL_MS = 50;
/** Linux tells CPU time in ticks, of which a second has 100 on every usual machine. */
const TICKS_PER_SECOND = 100;

/** Watches the provider that works for the program in this folder. */
export function watchProvider(folder: string): Watch {
  if (!existsSync("/proc/self/cwd")) return { stop: () => undefined };
  // Pulumi also asks Node.js where the provider's file is, in a short process of the same look.
  const costs = new Map<string, ProcessCost>();
  const timer = setInterval(() => {
    for (const pid of providersOf(folder)) {
      const cost = costOf(pid);
      if (cost) costs.set(pid, cost);
    }
  }, INTERVAL_MS);
  return {
    stop() {
      clearInterval(timer);
      return [...costs.values()].toSorted((a, b) => b.cpuSeconds - a.cpuSeconds)[0];
    },
  };
}

function providersOf(folder: string): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        readlinkSync(`/proc/${name}/cwd`) === folder &&
        /dynamic-provider|pulumi-resource-arraylake/.test(readFileSync(`/proc/${name}/cmdline`, "utf8"))
      );
    } catch {
      return false; // It has ended.
    }
  });
}

function costOf(pid: string): ProcessCost | undefined {
  try {
    // The fields after the command's name, which stands in parentheses: utime and stime are the 14th and 15th of all.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    if (!peak) return undefined;
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      peakMegabytes: Number(peak) / 1024,
    };
  } catch {
    return undefined;
  }
}
