const LONGEST = 500;

/** The service's own words in an error's body, whatever its shape, on one line. */
export function wordsOf(body: unknown): string {
  const text = textOf(isRecord(body) && "detail" in body ? body.detail : body);
  const line = text.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
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
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
    ])
    .toSorted((a, b) => b.length - a.length);
  return spellings.reduce((cleaned, spelling) => cleaned.replaceAll(spelling, "[secret]"), text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
