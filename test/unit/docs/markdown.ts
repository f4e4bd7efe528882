import { globSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";

export const ROOT = join(import.meta.dirname, "../../..");

/** What is made and not committed: nobody who reads the repository has it. */
const NOT_COMMITTED = ["**/node_modules", "dist", "docs", ".git"];

export interface Snippet {
  /** What stands behind the fence, such as `ts`. */
  readonly language: string;
  readonly text: string;
  /** The line on which its text begins, counted from 1. */
  readonly line: number;
}

export interface Document {
  /** Its path from the root, with slashes. */
  readonly file: string;
  readonly text: string;
  /** The text with the lines of all snippets empty. */
  readonly prose: string;
  readonly snippets: readonly Snippet[];
}

/** Every Markdown file of the repository. */
export function documents(): Document[] {
  const files = globSync(["**/*.md", "**/.*/**/*.md"], { cwd: ROOT, exclude: NOT_COMMITTED }).map((file) =>
    file.replaceAll(sep, "/"),
  );
  return files.toSorted().map((file) => parsed(file, readFileSync(join(ROOT, file), "utf8")));
}

export function isCommitted(path: string): boolean {
  return !NOT_COMMITTED.some((made) => posix.matchesGlob(path, made) || posix.matchesGlob(path, `${made}/**`));
}

const FENCE = /^ *(```+|~~~+) *([\w-]*)/;

/** Tells the snippets of a Markdown text from its prose. */
export function parsed(file: string, text: string): Document {
  const snippets: Snippet[] = [];
  const prose: string[] = [];
  let open: { fence: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [, fence, language = ""] = FENCE.exec(line) ?? [];
    if (open && line.trim() === open.fence) {
      snippets.push({ language: open.language, line: open.line, text: `${open.lines.join("\n")}\n` });
      open = undefined;
    } else if (open) {
      open.lines.push(line);
    } else if (fence) {
      open = { fence, language, line: index + 2, lines: [] };
    } else {
      prose.push(line);
      continue;
    }
    prose.push("");
  }
  if (open) throw new Error(`${file}:${open.line - 1}: this snippet has no end.`);
  return { file, text, prose: prose.join("\n"), snippets };
}
