import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Document, isCommitted, parsed, ROOT } from "./markdown";

const LINK = /\[[^\]]*\]\(\s*<?([^)\s>]+)|^ *\[[^\]^]+\]:\s*(\S+)|\b(?:href|src|srcset)="([^"]+)"/gm;
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:/i;

/** What is linked from a document inside the repository, and doesn't exist. */
export function brokenLinks(document: Document): string[] {
  const text = document.prose.replaceAll(/(`+)[\s\S]*?\1/g, (code) => code.replaceAll(/[^\n]/g, "x"));
  return [...text.matchAll(LINK)].flatMap((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? "";
    const line = text.slice(0, match.index).split("\n").length;
    return ELSEWHERE.test(target) || leadsSomewhere(document, target) ? [] : [`${document.file}:${line}: ${target}`];
  });
}

function leadsSomewhere(from: Document, target: string): boolean {
  const [path = "", anchor] = decodeURI(target).split("#");
  if (path === "") return anchorsOf(from).has(anchor ?? "");
  const file = posix.join(path.startsWith("/") ? "." : posix.dirname(from.file), path);
  if (file.startsWith("..") || !isCommitted(file) || !existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchorsOf(parsed(file, readFileSync(join(ROOT, file), "utf8"))).has(anchor);
}

/** The anchors that GitHub gives the headings of a document. */
export function anchorsOf({ prose }: Document): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} +(.*?) *#*$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}
