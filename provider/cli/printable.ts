import { UNKNOWN } from "../model/unknown";
import { oneLine } from "../one-line";

/** What somebody else wrote, on one line. */
export function printable(text: string): string {
  return withoutUnknowns(oneLine(text));
}

/** For a program. */
export function printableJson(content: object, written: (text: string) => string = printable): string {
  const shown = (_: string, value: unknown) => (typeof value === "string" ? written(value) : value);
  return `${JSON.stringify(content, shown, 2)}\n`;
}

/** What is encrypted in a state, or hidden in a preview, is unknown here. */
export function withoutUnknowns(text: string): string {
  return text.replaceAll(UNKNOWN, "(unknown)");
}
