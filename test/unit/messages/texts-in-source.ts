import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const PROVIDER = path.resolve(__dirname, "../../../provider");

/** Files whose texts are no messages, or not to the user of this package. */
const OTHER_TEXTS: readonly [RegExp, reason: string][] = [
  [/^emulator\/(?!index|state-file|rows-by-hand|expected-repos)/, "what the emulated service answers"],
  [/^cli\/report\/(?!stack-state)/, "the report itself"],
  [/^cli\/export-(yaml|typescript)\.ts$/, "the exported config or program itself"],
  [/^stack\/json-schema(-rules)?\.ts$/, "the JSON Schema itself"],
  [/^dynamic\/line\.ts$/, "code that stands in the state"],
];

/** Calls whose texts are a command's help or a field's description. */
const DESCRIBING = /(^|\.)(describe|filled|command|description|argument|option|addHelpText|Option|default)$/;

/** Tables, in which a field's words, and a text that a row is made with, are its description. */
const TABLES = /^model\/(auth-methods|extra-config|provider-settings)\.ts$/;

/** A text in provider/ that reads like words, and so is a message or a part of one. */
export interface SourceText {
  readonly file: string;
  /** As it is written, with `…` in the place of a value. */
  readonly text: string;
}

export function textsInSource(): SourceText[] {
  return readdirSync(PROVIDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !OTHER_TEXTS.some(([files]) => files.test(file)))
    .toSorted()
    .flatMap((file) => [...new Set(textsIn(file))].map((text) => ({ file, text })));
}

/** Whether a text stands in a print of messages, each of its values being anything on one line. */
export function stands(text: string, print: string): boolean {
  return new RegExp(text.split(VALUE).map(escaped).join(".*")).test(print);
}

const VALUE = "…";

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function textsIn(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(PROVIDER, file), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    // What stands before the dot of a call is a schema or a command, with texts of its own.
    if (isDescribing(node, source)) {
      visit(node.expression);
      return;
    }
    if (TABLES.test(file) && isWords(node)) return;
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node))
      texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(VALUE));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts.filter((text) => /\s/.test(text) && /\p{L}/u.test(text)).map((text) => text.trim());
}

function isWords(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return ts.isIdentifier(node.name) && node.name.text === "words";
  return ts.isStringLiteralLike(node) && ts.isCallExpression(node.parent);
}

function isDescribing(node: ts.Node, source: ts.SourceFile): node is ts.CallExpression | ts.NewExpression {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const { expression } = node;
  return DESCRIBING.test(ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText(source));
}
