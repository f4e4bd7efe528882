const LONGEST = 500;

/** The service's own words in an error's body, whatever its shape, on one line, without secrets. */
export function wordsOf(body: unknown, secrets: readonly string[] = []): string {
  // Before anything is joined or cut: what is left of a secret after that would not be known for one.
  const cleaned = redactedAt(body, secrets);
  const text = textOf(isRecord(cleaned) && "detail" in cleaned ? cleaned.detail : cleaned);
  const line = redacted(text.replaceAll(/\s+/g, " ").trim().replace(/\.$/, ""), secrets);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function textOf(detail: unknown): string {
  if (typeof detail === "string")
    return /<html|<!doctype/i.test(detail) ? `(an HTML page) ${withoutTags(detail)}` : detail;
  if (Array.isArray(detail)) return detail.map(textOf).filter(Boolean).join("; ");
  if (!isRecord(detail)) return detail === undefined || detail === null ? "" : String(detail);
  if (typeof detail.msg === "string")
    return Array.isArray(detail.loc) ? `${detail.loc.join(".")}: ${detail.msg}` : detail.msg;
  const known = detail.message ?? detail.error ?? detail.title ?? detail.reason;
  return known === undefined
    ? Object.entries(detail)
        .map(([key, value]) => `${key}: ${textOf(value)}`)
        .join("; ")
    : textOf(known);
}

function withoutTags(html: string): string {
  return html.replaceAll(/<(script|style)[\s\S]*?<\/\1>/gi, " ").replaceAll(/<[^>]*>/g, " ");
}

/** Every string inside a value, at any depth. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** Takes secrets out of a text, in each spelling in which a service may echo them. */
export function redacted(text: string, secrets: readonly string[]): string {
  const spellings = secrets
    .filter((secret) => secret.length > 1)
    .flatMap(spellingsOf)
    .toSorted((a, b) => b.length - a.length);
  return spellings.reduce((cleaned, spelling) => cleaned.replaceAll(spelling, "[secret]"), text);
}

function spellingsOf(secret: string): string[] {
  const json = inJson(secret);
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = html.replaceAll('"', "&quot;");
  const apostrophes = ["&#39;", "&#x27;", "&#039;"].map((entity) => quoted.replaceAll("'", entity));
  const bytes = Buffer.from(secret);
  const url = encodeURIComponent(bytes.toString());
  return [secret, json, inJson(json), url, html, quoted, ...apostrophes, bytes.toString("base64")];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function redactedAt(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return redacted(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactedAt(item, secrets));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactedAt(item, secrets)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
