import { existsSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { ensureBuild, isBuilt } from "../../setup/build.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const typescript = path.resolve(__dirname, "../../../node_modules/typescript");

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

/** A package with one source; `at` sets when a file changed, in seconds. */
function packageWith(source: string) {
  const place = temporaryPlace();
  const settings = { compilerOptions: { rootDir: "provider", outDir: "dist", types: [] }, include: ["provider"] };
  place.write("tsconfig.json", JSON.stringify(settings));
  place.write("provider/deep/it.ts", source);
  mkdirSync(path.join(place.folder, "node_modules"));
  symlinkSync(typescript, path.join(place.folder, "node_modules", "typescript"));
  const at = (file: string, seconds: number) => utimesSync(path.join(place.folder, file), seconds, seconds);
  at("tsconfig.json", 100);
  at("provider/deep/it.ts", 100);
  return { ...place, at, compiled: path.join(place.folder, "dist/deep/it.js") };
}

test("dist counts as built when each file in it is as new as its source and the compiler's settings", async () => {
  const { folder, write, at } = packageWith("export {};");
  expect(await isBuilt(folder)).toBe(false);
  write("dist/deep/it.js", "");
  at("dist/deep/it.js", 101);
  expect(await isBuilt(folder)).toBe(true);
  at("provider/deep/it.ts", 102);
  expect(await isBuilt(folder)).toBe(false);
  at("provider/deep/it.ts", 100);
  at("tsconfig.json", 102);
  expect(await isBuilt(folder)).toBe(false);
});

test("what is missing is compiled", async () => {
  const { folder, compiled } = packageWith("export const answer: number = 42;");
  await ensureBuild(folder, process.execPath);
  expect(existsSync(compiled)).toBe(true);
  expect(await isBuilt(folder)).toBe(true);
});

test("a source with an error in it leaves no build that the next run would trust", async () => {
  const { folder, compiled } = packageWith("export const answer: number = 'forty-two';");
  await expect(ensureBuild(folder, process.execPath)).rejects.toThrow("provider/ does not compile");
  expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining("provider/deep/it.ts(1,14)"));
  expect(existsSync(compiled)).toBe(false);
});
