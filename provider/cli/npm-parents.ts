import { readFileSync } from "node:fs";

/** How often to look, in milliseconds. */
const EVERY = 1000;

const OUR_COMMAND_ALONE = /^\s*(\w+=\S*\s+)*['"]?(\S*[\\/])?pulumi-arraylake['"]?(\s([^&;|\n]|>&)*)?$/;

/**
 * Notes who started this process, and gives what calls back when npm or npx, told to run this very command, is gone. It starts
 * a shell that starts the command, and a signal that ends the two doesn't reach the third, which would keep its port for ever.
 * What was put into the background by a script, or started without npm, has nobody to follow.
 *
 * npm itself, above its shell, is only seen where there is a /proc; elsewhere the shell runs the command in its own place.
 */
export function followNpm(): (callBack: () => void) => void {
  if (!isOurCommandAlone(process.env.npm_lifecycle_script)) return () => {};
  const parent = process.ppid;
  const isShell = told(parent, "cmdline").split("\0")[1] === "-c";
  const npm = isShell ? parentOf(parent) : undefined;
  const isGone = () => process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm);
  return (callBack) => {
    const timer = setInterval(() => {
      if (!isGone()) return;
      clearInterval(timer);
      callBack();
    }, EVERY);
    timer.unref();
  };
}

/** Whether what npm was told to run is this package's command and nothing else: then whoever ends npm means the command too. */
export function isOurCommandAlone(script: string | undefined): boolean {
  return script !== undefined && OUR_COMMAND_ALONE.test(script);
}

function parentOf(pid: number): number | undefined {
  // "42 (a name) S 41 ...": a name may hold anything.
  const parent = /^.* \((?:.|\n)*\) \S (\d+) /.exec(told(pid, "stat"))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function told(pid: number, file: "cmdline" | "stat"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
