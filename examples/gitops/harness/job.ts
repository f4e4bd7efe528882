import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How a job ended. */
export interface JobEnd {
  /** The exit code of what failed first, or 0. */
  code: number;
  /** Its log. */
  text: string;
  folder: string;
}

/** The three pipelines, on one of the platforms. */
export interface Pipelines {
  preview(): Promise<JobEnd>;
  /** What people read of a preview, outside of the log. */
  shown(preview: JobEnd): string;
  plan(refresh?: boolean): Promise<JobEnd>;
  up(plan: JobEnd, refresh?: boolean): Promise<JobEnd>;
  drift(): Promise<JobEnd>;
  /** How the organisation stands, as the drift check leaves it behind. */
  report(drift: JobEnd): string;
}

export function fileOf({ folder }: JobEnd, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** What stands in for what the test has done already: the package is there. */
export const INSTALL = "npm ci --ignore-scripts";
