import { createHash } from "node:crypto";
import { isSecretAuthField } from "./auth-methods";
import { settingOf } from "./extra-config";
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

function isFingerprintOf(mark: unknown, secret: unknown): boolean {
  return typeof secret === "string" && mark === fingerprint(secret);
}

/** Whether two secrets are the same, where either may be a fingerprint. */
export function isSameSecret(a: unknown, b: unknown): boolean {
  return a === b || isFingerprintOf(a, b) || isFingerprintOf(b, a);
}

/** A shorter one is a word or a number, which hides more of a message than it keeps. */
const SHORTEST_FREE_TEXT = 8;

/** The texts of settings whose meaning only the user knows, in either spelling of their keys: each may be a secret. */
export function freeTexts(extraConfig: unknown): string[] {
  const texts = Object.entries(extraConfig ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return texts.filter(([key, text]) => text.length >= SHORTEST_FREE_TEXT && !settingOf(key)).map(([, text]) => text);
}

/** The texts of a BucketConfig that are secrets, or may be. */
export function secretTexts({
  authConfig,
  extraConfig,
}: {
  readonly authConfig?: unknown;
  readonly extraConfig?: unknown;
}): string[] {
  const fields = Object.entries(authConfig ?? {}).filter(([field]) => isSecretAuthField(field));
  return [...fields.flatMap(([, value]) => (typeof value === "string" ? value : [])), ...freeTexts(extraConfig)];
}

/** How the service writes a secret that it holds but won't give back. */
export function isMasked(value: unknown): boolean {
  return typeof value === "string" && /^\*{3,}$/.test(value);
}

/** What a program that was written by an import says in the place of a secret. */
export const PLACEHOLDER = "PUT-THE-SECRET-HERE";

/**
 * Where a text comes from that is shown in the place of a secret; undefined for any other text. Taken for a secret, it would
 * go to the service and into the state as such.
 */
export function standInOf(text: string): string | undefined {
  const shown = cutOuterWhitespace(text);
  if (isMasked(shown)) return "'***' stands in for it in Arraylake's answers";
  if (isFingerprint(shown)) return `'${MARK}...' stands in for it in a state`;
  return shown === PLACEHOLDER ? `'${PLACEHOLDER}' stands in for it in what an import wrote` : undefined;
}

/** Whether nothing can be said of what stands behind a value: it is masked, or not there at all. */
export function isUnreadable(value: unknown): boolean {
  return value === undefined || isMasked(value);
}
