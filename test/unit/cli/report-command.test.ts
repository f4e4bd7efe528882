import { existsSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { registerReport } from "../../../provider/cli/report";
import { emulate, failure } from "../helpers/connected";
import { type TemporaryPlace, temporaryPlace } from "../helpers/place";

let place: TemporaryPlace;
beforeEach(async () => {
  const { url, token } = await emulate();
  for (const [name, value] of Object.entries({ ARRAYLAKE_SERVICE__URI: url, ARRAYLAKE_TOKEN: token }))
    vi.stubEnv(name, value);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  place = temporaryPlace();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function report(html: string, markdown: string): Promise<unknown> {
  const program = new Command().exitOverride();
  registerReport(program);
  return program.parseAsync(["report", "--org", "acme", "--html", html, "--markdown", markdown], { from: "user" });
}

test("two names of one file are refused, and nothing is written", async () => {
  const { folder } = place;
  const before = readdirSync(folder);
  const file = path.join(folder, "report");
  symlinkSync(folder, path.join(folder, "home", "link"));
  for (const other of [
    file,
    `${folder}/./report`,
    `${folder}/home/../report`,
    path.relative(process.cwd(), file),
    path.join(folder, "home", "link", "report"),
  ])
    for (const [html, markdown] of [
      [file, other],
      [other, file],
    ] as const)
      expect((await failure(report(html, markdown))).message).toMatch(/^--html and --markdown name one file, /);
  expect(readdirSync(folder)).toEqual(before);
});

test("a link to the other's file is the same file too", async () => {
  const [file, link] = [place.write("report.html", "old"), path.join(place.folder, "report.md")];
  symlinkSync(file, link);
  expect((await failure(report(file, link))).message).toMatch(/name one file/);
});

test("two files of one name in two folders are two", async () => {
  const files = ["report", "home/report"].map((name) => path.join(place.folder, name)) as [string, string];
  await report(...files);
  expect(files.map((file) => existsSync(file))).toEqual([true, true]);
});
