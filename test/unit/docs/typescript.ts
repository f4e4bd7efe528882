import { posix, sep } from "node:path";
import ts from "typescript";
import { type Document, ROOT } from "./markdown";

/** The compiler writes every path with slashes. */
const HERE = ROOT.replaceAll(sep, "/");

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ["node"],
  paths: {
    "pulumi-arraylake": [posix.join(HERE, "provider/index.ts")],
    "pulumi-arraylake/emulator": [posix.join(HERE, "provider/emulator/index.ts")],
  },
};

/**
 * The `ts` snippets of a document as programs. A snippet that imports something begins a program; one that imports nothing goes
 * on with the one before it. A program has the document's lines, those of others left empty, so that mistakes keep their place.
 */
export function programsOf({ file, text, snippets }: Document): Map<string, string> {
  const empty = text.split("\n").map(() => "");
  const programs: string[][] = [];
  for (const snippet of snippets.filter(({ language }) => language === "ts")) {
    if (programs.length === 0 || /^import /m.test(snippet.text)) programs.push([...empty]);
    const lines = snippet.text.split("\n").slice(0, -1);
    programs.at(-1)?.splice(snippet.line - 1, lines.length, ...lines);
  }
  return new Map(programs.map((lines, index) => [posix.join(HERE, `${file}.${index}.ts`), lines.join("\n")]));
}

/** What the compiler says of these programs, each named by its path. */
export function typeErrors(programs: ReadonlyMap<string, string>): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { readFile, fileExists } = host;
  host.readFile = (path) => programs.get(path) ?? readFile(path);
  host.fileExists = (path) => programs.has(path) || fileExists(path);
  const program = ts.createProgram([...programs.keys()], { ...OPTIONS }, host);
  const ofSnippets = [...programs.keys()].flatMap((path) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)),
  );
  return [...program.getOptionsDiagnostics(), ...ofSnippets].map(said);
}

function said({ file, start = 0, messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (!file) return message;
  const document = file.fileName.slice(HERE.length + 1).replace(/\.\d+\.ts$/, "");
  return `${document}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${message}`;
}
