import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Set by what makes one file of the plugin, beside which no package.json stands. */
declare const BUNDLED_VERSION: string | undefined;

/** The version of this package, as its package.json says. */
export function packageVersion(): string {
  if (typeof BUNDLED_VERSION === "string") return BUNDLED_VERSION;
  const manifest = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
