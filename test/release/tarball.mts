// What a release holds: the documents, and what is made of provider/, all of it and nothing else.

const DOCUMENTS = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
/** What is made of provider/plugin/, and what lets Pulumi start it. */
const PLUGIN = [
  "LICENSES.txt",
  "PulumiPlugin.yaml",
  "package.json",
  "plugin.js",
  "pulumi-resource-arraylake",
  "pulumi-resource-arraylake.cmd",
  "schema.json",
].map((file) => `dist/plugin/${file}`);

/**
 * @param files The paths in the tarball.
 * @param sources The paths of the TypeScript files in provider/, relative to it.
 * @returns a sentence for each file that is missing or too many
 */
export function tarballProblems(files: readonly string[], sources: readonly string[]): string[] {
  const compiled = sources
    .filter((source) => !source.startsWith("plugin/"))
    .flatMap((source) => [".js", ".d.ts"].map((end) => `dist/${source.replace(/\.ts$/, end)}`));
  const meant = new Set([...DOCUMENTS, ...compiled, ...PLUGIN]);
  const missing = [...meant].filter((file) => !files.includes(file));
  const extra = files.filter((file) => !meant.has(file));
  return [
    ...missing.map(
      (file) => `${file} is missing: ${file.startsWith("dist/") ? "build it" : 'see "files" in package.json'}.`,
    ),
    ...extra.map(
      (file) => `${file} does not belong in it${file.startsWith("dist/") ? ": delete dist/ and build" : ""}.`,
    ),
  ];
}

/** Whether a file names a source map. None is packed, so the name leads nowhere. */
export function namesSourceMap(text: string): boolean {
  return /^\/\/# sourceMappingURL=/m.test(text);
}
