import { spawn } from "node:child_process";

export interface Ended {
  code: number;
  /** Standard output and error, as they came. */
  text: string;
}

/** Runs a script as both platforms do: in bash, which stops at the first failure, in a pipe too. */
export function shell(script: string, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], { cwd, env });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, text: output.join("") }));
  });
}
