import { formatUri, parseUri } from "../model/location";
import type { Problem } from "../model/problems";
import { isRecord, type Loose } from "../model/rules";
import { cutOuterWhitespace } from "../model/text";
import { entryPath } from "./entry";

interface Claims {
  readonly key: string;
  readonly org: string;
  readonly location: string | undefined;
  readonly nickname: string | undefined;
}

/**
 * Two entries can't have one location or one nickname. Entries that are wrong elsewhere take part with what can be read
 * of them. `org` is that of entries which name none.
 */
export function clashes(entries: Loose, org: string | undefined): Problem[] {
  const claims = Object.entries(entries).flatMap(([key, entry]) =>
    isRecord(entry) ? [claimsOf(key, entry, org)] : [],
  );
  return claims.flatMap((claim, index) =>
    claims.slice(0, index).flatMap((earlier) => {
      if (claim.org !== earlier.org) return [];
      const shared = (["location", "nickname"] as const).filter(
        (what) => claim[what] !== undefined && claim[what] === earlier[what],
      );
      return shared.map((what) => ({
        path: entryPath(claim.key),
        message: `has the same ${what} as ${entryPath(earlier.key)}: give each its own`,
      }));
    }),
  );
}

function claimsOf(key: string, entry: Loose, org: string | undefined): Claims {
  const nickname = entry.nickname ?? key;
  return {
    key,
    org: typeof entry.org === "string" ? entry.org : (org ?? ""),
    location: locationOf(entry),
    nickname: typeof nickname === "string" ? cutOuterWhitespace(nickname) : undefined,
  };
}

function locationOf(entry: Loose): string | undefined {
  const { uri, platform, name } = entry;
  const prefix = entry.prefix ?? "";
  if (typeof uri === "string") {
    const extraConfig = isRecord(entry.extraConfig) ? entry.extraConfig : {};
    const location = parseUri(uri, extraConfig.endpointUrl ?? extraConfig.endpoint_url ?? undefined);
    return "problems" in location ? undefined : formatUri(location);
  }
  if (typeof platform !== "string" || typeof name !== "string" || typeof prefix !== "string") return undefined;
  return formatUri({ platform, name, prefix: cutOuterWhitespace(prefix) });
}
