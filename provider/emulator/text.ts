/** Text the way Python sees it: the service counts, matches and trims as Python does, not as JavaScript does. */

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]+$/u;

const WHITESPACE = new Set(
  "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
);

/** Whether a name is `\w[\w.\-_]+` throughout, `\w` being Unicode's letters, numbers and the underscore. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** Cuts the outer whitespace, as `str.strip()` does. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && WHITESPACE.has(text.charAt(start))) start++;
  while (end > start && WHITESPACE.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** How many code points a text has. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
