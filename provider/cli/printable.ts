import { UNKNOWN } from "../model/unknown";
import { oneLine } from "../one-line";

/** What somebody else wrote, on one line. What is encrypted in a state, or hidden in a preview, is unknown here. */
export function printable(text: string): string {
  return oneLine(text).replaceAll(UNKNOWN, "(unknown)");
}

/** The same of every text in it, for a program. */
export function printableJson(content: object): string {
  const shown = (_: string, value: unknown) => (typeof value === "string" ? printable(value) : value);
  return `${JSON.stringify(content, shown, 2)}\n`;
}
