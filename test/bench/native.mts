// What the native candidates need beside their programs, made once for a whole run of the bench.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { stringify } from "yaml";

const root = path.resolve(import.meta.dirname, "../..");
const PROGRAM = "pulumi-resource-arraylake";

export interface NativeParts {
  /** The folder of a plugin whose hooks do nothing, and of the package's own. */
  readonly plugins: { readonly floor: string; readonly ours: string };
  /** The folder of the SDK that Pulumi makes of the package's schema. */
  readonly sdk: string;
  remove(): void;
}

export async function makeNativeParts(): Promise<NativeParts> {
  const folder = mkdtempSync(path.join(tmpdir(), "pulumi-arraylake-bench-native-"));
  const floor = path.join(folder, "floor");
  await build({
    entryPoints: [path.join(import.meta.dirname, "native-floor.ts")],
    outfile: path.join(floor, PROGRAM),
    bundle: true,
    platform: "node",
    banner: { js: "#!/usr/bin/env node" },
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "warning",
  });
  chmodSync(path.join(floor, PROGRAM), 0o755);
  copyFileSync(path.join(root, "dist", "plugin", `${PROGRAM}.cmd`), path.join(floor, `${PROGRAM}.cmd`));
  return {
    plugins: { floor, ours: path.join(root, "dist", "plugin") },
    sdk: makeSdk(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function makeSdk(folder: string): string {
  const schema = path.join(folder, "schema.json");
  const text = readFileSync(path.join(root, "provider", "plugin", "schema.json"), "utf8");
  writeFileSync(schema, JSON.stringify({ ...JSON.parse(text), version: "0.1.0" }));
  const sdk = path.join(folder, "nodejs");
  try {
    execFileSync("gen-sdk", ["nodejs", schema, sdk]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    execFileSync("pulumi", ["package", "gen-sdk", schema, "--language", "nodejs", "--local", "--out", folder]);
  }
  const files = globSync("**/*.ts", { cwd: sdk, exclude: ["node_modules/**"] });
  const { CommonJS } = ts.ModuleKind;
  for (const file of files) {
    const { outputText } = ts.transpileModule(readFileSync(path.join(sdk, file), "utf8"), {
      compilerOptions: { module: CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const compiled = path.join(sdk, "bin", file.replace(/\.ts$/, ".js"));
    mkdirSync(path.dirname(compiled), { recursive: true });
    writeFileSync(compiled, outputText);
  }
  // Where an installed SDK would find Pulumi's.
  symlinkSync(path.join(root, "node_modules"), path.join(sdk, "node_modules"), "junction");
  copyFileSync(path.join(sdk, "package.json"), path.join(sdk, "bin", "package.json"));
  return sdk;
}

/** A Pulumi.yaml that finds a plugin, and where the program is none of its own, the resources. */
export function projectFile(plugin: string, resources?: object): string {
  return stringify({
    name: "bench",
    ...(resources ? { runtime: "yaml" } : { runtime: "nodejs", main: "index.cjs" }),
    plugins: { providers: [{ name: "arraylake", path: plugin }] },
    ...(resources ? { resources } : {}),
  });
}
