import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../docs/markdown";

/** A field of an interface or class that users see: what is said of it, and its type as it is written. */
export interface Documented {
  readonly name: string;
  readonly words: string;
  readonly type: string;
  readonly isOptional: boolean;
}

/** What the doc comments of a file say: of each interface and class, and of their fields. */
export class DocComments {
  readonly #source: ts.SourceFile;

  constructor(file: string) {
    const text = readFileSync(join(ROOT, file), "utf8");
    this.#source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  }

  /** Of an interface, a class or a function. */
  of(name: string): string {
    return wordsOf(this.#named(name));
  }

  /** Of an interface's or a class's own fields. */
  fields(name: string): Documented[] {
    const node = this.#named(name);
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) throw new Error(`${name} has no fields`);
    return [...node.members].flatMap((member) => {
      const isField = ts.isPropertySignature(member) || ts.isPropertyDeclaration(member);
      if (!isField || ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) return [];
      const type = member.type?.getText() ?? "";
      return [
        {
          name: member.name.getText(),
          words: wordsOf(member),
          type: type.replace(/^pulumi\.(?:Input|Output)<(.*)>$/s, "$1").replace(/ \| undefined$/, ""),
          isOptional: member.questionToken !== undefined || type.includes("undefined"),
        },
      ];
    });
  }

  #named(name: string): ts.Node {
    const found = this.#source.statements.find(
      (node) =>
        (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node)) &&
        node.name?.text === name,
    );
    if (!found) throw new Error(`${this.#source.fileName} has no ${name}`);
    return found;
  }
}

/** What a comment says, its default as a sentence. Examples are in one language, and so left out. */
function wordsOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
  const fallback = comment?.tags?.find(({ tagName }) => tagName.text === "default");
  const says = ts.getTextOfJSDocComment(comment?.comment)?.replaceAll(/\n(?!\n)(?<!\n\n)/g, " ") ?? "";
  const last = ts.getTextOfJSDocComment(fallback?.comment)?.replaceAll("\n", " ");
  return last === undefined ? says : `${says} Default: ${last}.`;
}
