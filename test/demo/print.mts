// What the demo writes to the terminal. Colours only where it has them and the user wants them.

import { styleText } from "node:util";
import type { Held } from "./story.mts";

/** Node.js heeds NO_COLOR and TERM=dumb here. */
export const hasColours = process.stdout.isTTY === true && process.stdout.hasColors();

type Style = Parameters<typeof styleText>[0];

function styled(style: Style, text: string): string {
  return hasColours ? styleText(style, text, { validateStream: false }) : text;
}

function line(text = ""): void {
  process.stdout.write(`${text}\n`);
}

export function title(text: string): void {
  line();
  line(styled("bold", text));
}

export function paragraph(text: string): void {
  for (const part of wrapped(text, 100)) line(part);
}

export function step(number: number, of: number, name: string, why: string): void {
  line();
  line(styled(["bold", "cyan"], `── Step ${number} of ${of}: ${name}`));
  for (const part of wrapped(why, 97)) line(`   ${part}`);
  line();
}

export function file(name: string, text: string): void {
  line();
  line(styled("bold", `   ${name}`));
  for (const each of text.trimEnd().split("\n")) output(each);
}

/** Shows which lines of a file change. */
export function change(name: string, before: string, after: string): void {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  line(styled("bold", `   ${name}`));
  for (const each of old.slice(start, old.length - end)) line(styled("red", `   - ${each}`.trimEnd()));
  for (const each of now.slice(start, now.length - end)) line(styled("green", `   + ${each}`.trimEnd()));
  line();
}

export function command(text: string): void {
  line(styled("bold", `   $ ${text}`));
}

export function request(text: string): void {
  line(styled("bold", `   → ${text}`));
}

/** One line of a program's own output. */
export function output(text: string): void {
  line(`   ${styled("dim", "│")} ${text}`.trimEnd());
}

export function held(org: string, rows: readonly (Held & { id: string })[]): void {
  line();
  line(
    `   Arraylake holds ${rows.length === 0 ? "no BucketConfig" : "these BucketConfigs"} of '${org}'${rows.length === 0 ? "." : ":"}`,
  );
  for (const { id, nickname, uri, repos } of rows) {
    const users = repos.length === 0 ? "" : `  used by ${repos.join(", ")}`;
    line(`     ${nickname.padEnd(12)} ${uri.padEnd(25)} id ${id.slice(0, 8)}…${users}`);
  }
}

export function good(text: string): void {
  line(`   ${styled("green", "✓")} ${text}`);
}

export function bad(text: string): void {
  process.stderr.write(`\n${hasColours ? styled(["bold", "red"], text) : text}\n`);
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
