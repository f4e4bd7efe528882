/** A text as code in Markdown, outside of a table: as it is, between more backticks than it has in a row. */
export function inCode(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/**
 * A text as code in Markdown, in which nothing is read as a mention, a reference, a link or markup. Where a table could not tell
 * its end, it is the same with every sign of punctuation as an entity.
 */
export function asCode(text: string): string {
  const inside = text.trim() || "(empty)";
  if (!/[`|\\]/.test(inside)) return `\`${inside}\``;
  const escaped = inside.replaceAll(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<code>${escaped}</code>`;
}
