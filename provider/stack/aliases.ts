import type { Problem } from "../model/problems";
import { quoted } from "../model/text";
import { isRecord, type Values } from "../model/values";
import { entryPath } from "./entry";

interface Alias {
  /** The entry that names it. */
  readonly key: string;
  readonly index: number;
  readonly name: string;
}

/** A key under which an entry stood belongs to that one alone: else Pulumi would take one resource for another, or refuse both. */
export function aliasProblems(entries: Values): Problem[] {
  const aliases = Object.entries(entries).flatMap(([key, entry]) => aliasesOf(key, entry));
  return aliases.flatMap((alias, position) => {
    const earlier = aliases.slice(0, position).find(({ name }) => name === alias.name);
    const why = conflict(alias, earlier, Object.keys(entries));
    const path = `${entryPath(alias.key)}.aliases[${alias.index}]`;
    return why ? [{ path, message: `${quoted(alias.name)} ${why}` }] : [];
  });
}

function aliasesOf(key: string, entry: unknown): Alias[] {
  const names: unknown = isRecord(entry) ? entry.aliases : undefined;
  if (!Array.isArray(names)) return [];
  return names.flatMap((name: unknown, index) =>
    typeof name === "string" && name !== "" ? [{ key, index, name }] : [],
  );
}

function conflict({ key, name }: Alias, earlier: Alias | undefined, keys: readonly string[]): string | undefined {
  if (name === key) return "is the entry's own key: remove it";
  if (keys.includes(name)) return "is the key of another entry: remove that entry, or this alias";
  if (!earlier) return undefined;
  return earlier.key === key
    ? "is named before: remove one of them"
    : `is an alias of ${entryPath(earlier.key)} too, and only one can have stood under it: remove one of them`;
}
