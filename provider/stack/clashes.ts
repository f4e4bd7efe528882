import type { Problem } from "../model/problems";
import { quoted } from "../model/text";
import { isRecord, type Values } from "../model/values";
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

/** A key under which an entry stood belongs to that one alone: else Pulumi would take one resource for another, or refuse both. */
export function aliasProblems(entries: Values): Problem[] {
  const aliases = Object.entries(entries).flatMap(([key, entry]) => {
    const names: unknown[] = isRecord(entry) && Array.isArray(entry.aliases) ? entry.aliases : [];
    return names.flatMap((name, index) =>
      typeof name === "string" && name !== "" ? { key, name, path: `${entryPath(key)}.aliases[${index}]` } : [],
    );
  });
  return aliases.flatMap(({ key, name, path }, position) => {
    const earlier = aliases.slice(0, position).find((each) => each.name === name);
    const why = conflict(key, name, earlier?.key, Object.keys(entries));
    return why ? { path, message: `${quoted(name)} ${why}` } : [];
  });
}

function conflict(key: string, name: string, earlier: string | undefined, keys: string[]): string | undefined {
  if (name === key) return "is the entry's own key: remove it";
  if (keys.includes(name)) return "is the key of another entry: remove that entry, or this alias";
  if (earlier === undefined) return undefined;
  return earlier === key
    ? "is named before: remove one of them"
    : `is an alias of ${entryPath(earlier)} too, and only one can have stood under it: remove one of them`;
}
