import { isRecord } from "../model/values";
import { oneLine } from "../one-line";

/** How much of a body is looked at. What is told to a user is far shorter. */
const MOST_CHARACTERS = 16_384;
const MOST_VALUES = 200;
const DEEPEST = 20;

/** What an error quotes of another BucketConfig may be its secrets, which nobody here knows. */
const AUTH_CONFIG = "auth_config";

/** How much of it is told. */
const LONGEST = 500;

/**
 * The service's own words in an error's body, whatever its shape, on one line.
 * @param hide takes secrets out of them. It has to know what is left of a secret that was cut
 */
export function wordsOf(body: unknown, hide = (text: string): string => text): string {
  const text = new Reader().textOf(isRecord(body) && "detail" in body ? body.detail : body);
  const line = hide(oneLine(text)).replace(/\.$/, "");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

class Reader {
  #characters = MOST_CHARACTERS;
  #values = MOST_VALUES;

  textOf(value: unknown, depth = 0): string {
    if (this.#values-- <= 0) return "";
    if (typeof value === "string") return this.#taken(isPage(value) ? `(an HTML page) ${withoutTags(value)}` : value);
    if (typeof value !== "object") return value === undefined ? "" : String(value);
    if (value === null) return "";
    if (depth === DEEPEST) return "…";
    if (Array.isArray(value)) {
      const texts = value.slice(0, this.#values).map((item) => this.textOf(item, depth + 1));
      return texts.filter(Boolean).join("; ");
    }
    return this.#textOfRecord(value as Record<string, unknown>, depth + 1);
  }

  #textOfRecord(record: Record<string, unknown>, depth: number): string {
    if (typeof record.msg === "string") {
      const place = Array.isArray(record.loc) ? record.loc.slice(0, DEEPEST) : [];
      const steps = place.map((step) => this.textOf(step, depth));
      return `${steps.join(".")}${steps.length > 0 ? ": " : ""}${this.textOf(record.msg, depth)}`;
    }
    const known = record.message ?? record.error ?? record.title ?? record.reason;
    if (known !== undefined) return this.textOf(known, depth);
    return Object.keys(record)
      .slice(0, this.#values)
      .map((key) => `${this.#taken(key)}: ${key === AUTH_CONFIG ? "…" : this.textOf(record[key], depth)}`)
      .join("; ");
  }

  #taken(text: string): string {
    const taken = text.slice(0, this.#characters);
    this.#characters -= taken.length;
    return taken;
  }
}

/** Whether a text is a page for a browser, as proxies and logins answer. */
function isPage(text: string): boolean {
  return /<html|<!doctype/i.test(text);
}

/** Looks at each character once, whatever the page. What doesn't end, ends with the page. */
function withoutTags(html: string): string {
  const texts: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = indexOf("<", html, at);
    texts.push(html.slice(at, open));
    const name = /^<(script|style)\b/i.exec(html.slice(open, open + 8))?.[1];
    at = indexOf(">", html, name ? closingTag(name, html, open) : open) + 1;
  }
  return texts.join(" ");
}

function closingTag(name: string, html: string, from: number): number {
  const closing = new RegExp(`</${name}`, "gi");
  closing.lastIndex = from;
  return closing.exec(html)?.index ?? html.length;
}

function indexOf(character: string, text: string, from: number): number {
  const index = text.indexOf(character, from);
  return index < 0 ? text.length : index;
}

/** Every string inside a value, at any depth. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
