import path from "node:path";
import { expect, test } from "vitest";
import { chooseNode, isNewEnough } from "../../setup/tools.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const old = { path: "/usr/bin/node", version: "v20.20.2" };
const recent = { path: "/usr/bin/node", version: "v24.1.0" };

test("the Node.js in node_modules is used, however old the machine's own is", async () => {
  const { folder, program } = temporaryPlace();
  const installed = program("node_modules/.bin/node", "echo v24.21.0");
  expect(await chooseNode(folder, old)).toBe(installed);
  expect(installed).toBe(path.join(folder, "node_modules", ".bin", "node"));
});

test("where that is missing, too old or broken, the machine's own is used", async () => {
  const { folder, program } = temporaryPlace();
  expect(await chooseNode(folder, recent)).toBe(recent.path);
  program("node_modules/.bin/node", "echo v18.0.0");
  expect(await chooseNode(folder, recent)).toBe(recent.path);
  program("node_modules/.bin/node", "exit 1");
  expect(await chooseNode(folder, recent)).toBe(recent.path);
});

test("where neither will do, the user is told what to do", async () => {
  const { folder } = temporaryPlace();
  const failure = await chooseNode(folder, old).catch((error: Error) => error.message);
  expect(failure).toContain("Node.js 22.19 or newer is needed, and this is v20.20.2.");
  expect(failure).toContain("https://nodejs.org");
  expect(failure).toContain("ignore-scripts");
});

test.each([
  ["v22.18.9", false],
  ["v22.19.0", true],
  ["v23.0.0", true],
  ["v100.0.0", true],
  ["", false],
])("whether Node.js %s is new enough", (version, answer) => {
  expect(isNewEnough(version)).toBe(answer);
});
