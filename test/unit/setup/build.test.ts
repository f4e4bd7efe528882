import { existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { ensureBuild } from "../../setup/build.mjs";
import { temporaryPlace } from "../helpers/place.ts";

beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));

function packageWith(source: string) {
  const place = temporaryPlace();
  const settings = { compilerOptions: { rootDir: "provider", outDir: "dist", types: [] }, include: ["provider"] };
  place.write("tsconfig.json", JSON.stringify(settings));
  place.write("provider/index.ts", source);
  place.write("test/package/bundle.mjs", "");
  const compiled = path.join(place.folder, "dist/index.js");
  return { ...place, compiled, build: () => ensureBuild(place.folder, process.execPath) };
}

test.each([
  ["is younger than all of it stays", undefined, "old"],
  ["is older than a source is compiled", "provider/index.ts", "new"],
  ["is older than a folder of sources is compiled", "provider", "new"],
  ["is older than the compiler's settings is compiled", "tsconfig.json", "new"],
])("a dist/ that %s", async (_how, younger, text) => {
  const { write, folder, compiled, build } = packageWith("export {};");
  write("node_modules/typescript/package.json", JSON.stringify({ bin: { tsc: "tsc.js" } }));
  write("node_modules/typescript/tsc.js", 'require("node:fs").writeFileSync("dist/index.js", "new")');
  write("dist/index.js", "old");
  write("dist/plugin/package.json", "{}");
  const at = (file: string, seconds: number) => utimesSync(path.join(folder, file), seconds, seconds);
  for (const file of ["tsconfig.json", "provider/index.ts", "provider"]) at(file, file === younger ? 102 : 100);
  at("dist/plugin/package.json", 101);
  await build();
  expect(readFileSync(compiled, "utf8")).toBe(text);
});

test("a source with an error in it leaves no build that the next run would trust", async () => {
  const { folder, compiled, build } = packageWith("export const answer: number = 'forty-two';");
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(
    path.resolve(__dirname, "../../../node_modules/typescript"),
    path.join(folder, "node_modules/typescript"),
  );
  await expect(build()).rejects.toThrow(/provider\/index\.ts\(1,14\)[\s\S]*provider\/ does not compile/);
  expect(existsSync(compiled)).toBe(false);
});
