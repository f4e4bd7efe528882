import path from "node:path";
import { expect, test } from "vitest";
import { chooseNode, commandEnvironment } from "../../setup/tools.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const old = { path: "/usr/bin/node", version: "v20.20.2" };
const recent = { path: "/usr/bin/node", version: "v24.1.0" };

function clone() {
  const place = temporaryPlace();
  place.write("package.json", JSON.stringify({ engines: { node: ">=22.19.0" } }));
  return place;
}

test("the Node.js in node_modules is used, however old the machine's own is", async () => {
  const { folder, program } = clone();
  const installed = program("node_modules/.bin/node", "echo v24.21.0");
  expect(await chooseNode(folder, old)).toBe(installed);
  expect(installed).toBe(path.join(folder, "node_modules", ".bin", "node"));
});

test.each([
  ["missing", undefined],
  ["too old", "echo v18.0.0"],
  ["broken", "exit 1"],
])("where that is %s, the machine's own is used", async (_how, script) => {
  const { folder, program } = clone();
  if (script) program("node_modules/.bin/node", script);
  expect(await chooseNode(folder, recent)).toBe(recent.path);
});

test("where neither will do, the user is told what to do", async () => {
  const { folder } = clone();
  const failure = await chooseNode(folder, old).catch((error: Error) => error.message);
  expect(failure).toContain("Node.js 22.19.0 or newer is needed, and this is v20.20.2.");
  expect(failure).toMatch(/is missing or doesn't run[\s\S]*https:\/\/nodejs\.org[\s\S]*ignore-scripts/);
});

test.each([
  ["v22.18.9", false],
  ["v22.9.0", false],
  ["v22.19.0", true],
  ["v23.0.0", true],
  ["v100.0.0", true],
])("whether Node.js %s is new enough: %s", async (version, answer) => {
  const choice = chooseNode(clone().folder, { path: "/usr/bin/node", version }).catch(() => undefined);
  expect((await choice) !== undefined).toBe(answer);
});

test("where the machine's Node.js is used it comes before the one in node_modules", () => {
  const { PATH } = commandEnvironment({ PATH: "/usr/bin" }, { root: "/clone", node: "/opt/bin/node", cliBin: "/cli" });
  expect(PATH).toBe(["/opt/bin", "/clone/node_modules/.bin", "/cli", "/usr/bin"].join(path.delimiter));
});

test("the CLI that was set up is the one that runs, checked and without a word about newer ones", () => {
  const env = { PULUMI_VERSION: "3.1.0", PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true", PULUMI_HOME: "/p" };
  expect(commandEnvironment(env, { root: "/clone", node: "/opt/bin/node" })).toEqual({
    PATH: expect.any(String),
    PULUMI_HOME: "/p",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });
});
