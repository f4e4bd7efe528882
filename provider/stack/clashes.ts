import type { Problem } from "../model/problems";
import { entryPath, type ReadEntry } from "./entry";

/**
 * Two entries can't have one location or one nickname. Entries that are wrong elsewhere take part with what can be read
 * of them.
 */
export function clashes(entries: readonly ReadEntry[]): Problem[] {
  return entries.flatMap(({ key, claims }, index) =>
    entries.slice(0, index).flatMap((earlier) => {
      if (claims.org !== earlier.claims.org) return [];
      const shared = (["location", "nickname"] as const).filter(
        (what) => claims[what] !== undefined && claims[what] === earlier.claims[what],
      );
      return shared.map((what) => ({
        path: entryPath(key),
        message: `has the same ${what} as ${entryPath(earlier.key)}: give each its own`,
      }));
    }),
  );
}
