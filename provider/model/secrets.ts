import { createHash } from "node:crypto";
import { settingOf } from "./fields";
import { cutOuterWhitespace } from "./text";

const MARK = "changed-outside:sha256:";

/**
 * What the state keeps of a secret that was met outside, at a path where Pulumi holds no secret and so would not encrypt it:
 * enough to see that it differs, not enough to use it.
 */
export function fingerprint(secret: string): string {
  return MARK + createHash("sha256").update(`pulumi-arraylake\n${secret}`).digest("hex").slice(0, 16);
}

export function isFingerprint(value: unknown): boolean {
  return typeof value === "string" && value.startsWith(MARK);
}

/** Whether two secrets are the same, where either may be a fingerprint. */
export function isSameSecret(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "string" || typeof b !== "string") return false;
  if (isFingerprint(a)) return a === fingerprint(b);
  return isFingerprint(b) && b === fingerprint(a);
}

/** A shorter one is a word or a number, which hides more of a message than it keeps. */
const SHORTEST_FREE_TEXT = 8;

/** The texts of settings whose meaning only the user knows, in either spelling of their keys: each may be a secret. */
export function freeTexts(extraConfig: unknown): string[] {
  return Object.entries(extraConfig ?? {}).flatMap(([key, value]) =>
    typeof value === "string" && value.length >= SHORTEST_FREE_TEXT && !settingOf(key) ? [value] : [],
  );
}

/** How the service writes a secret that it holds but won't give back. */
export function isMasked(value: unknown): boolean {
  return typeof value === "string" && /^\*{3,}$/.test(value);
}

/** What answers and states show in the place of a secret. Taken for one, it would go to the service and into the state as such. */
export function isStandIn(text: string): boolean {
  const shown = cutOuterWhitespace(text);
  return isMasked(shown) || isFingerprint(shown);
}

/** Whether nothing can be said of what stands behind a value: it is masked, or not there at all. */
export function isUnreadable(value: unknown): boolean {
  return value === undefined || isMasked(value);
}
