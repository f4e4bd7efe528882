// What a program pays for `import … from "pulumi-arraylake"`, beyond the SDK that it loads in any case.

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { median } from "./median.mts";

export interface Loading {
  /** Milliseconds for the SDK alone. */
  readonly sdkMs: number;
  /** Milliseconds for the package, with the SDK loaded before. */
  readonly packageMs: number;
  /** What it loads that only hooks and lookups need; empty is as it should be. */
  readonly needless: readonly string[];
}

const PROGRAM = `
const began = performance.now();
require("@pulumi/pulumi");
const sdk = performance.now();
const before = new Set(Object.keys(require.cache));
require("pulumi-arraylake");
const loaded = performance.now();
const own = Object.keys(require.cache).filter((file) => !before.has(file));
const needless = own.filter((file) => /[\\\\/](undici|zod|lifecycle|api)[\\\\/]/.test(file));
process.stdout.write(JSON.stringify({ sdkMs: sdk - began, packageMs: loaded - sdk, needless }));
`;

/** Medians of as many fresh processes as told. */
export async function measureLoading(runs: number): Promise<Loading> {
  const root = path.resolve(import.meta.dirname, "../..");
  const loadings: Loading[] = [];
  for (let run = 0; run < runs; run++) {
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", PROGRAM], { cwd: root });
    loadings.push(JSON.parse(stdout) as Loading);
  }
  return {
    sdkMs: median(loadings.map(({ sdkMs }) => sdkMs)),
    packageMs: median(loadings.map(({ packageMs }) => packageMs)),
    needless: loadings[0]?.needless ?? [],
  };
}
