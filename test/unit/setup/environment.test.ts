import path from "node:path";
import { expect, test } from "vitest";
import { commandEnvironment } from "../../setup/environment.mjs";

const root = "/clone";
const node = "/clone/node_modules/.bin/node";
const cliBin = "/home/.pulumi/versions/3/bin";
const tools = "/clone/node_modules/.bin";
const join = (...folders: string[]) => folders.join(path.delimiter);

test("the tools come first, then the CLI, then the user's PATH, and none of them twice", () => {
  const { PATH } = commandEnvironment({ PATH: join("/usr/bin", cliBin, "/opt/pulumi", tools) }, { root, node, cliBin });
  expect(PATH).toBe(join(tools, cliBin, "/usr/bin", "/opt/pulumi"));
});

test("where the machine's Node.js is used it comes before the one in node_modules", () => {
  const { PATH } = commandEnvironment({ PATH: "/usr/bin" }, { root, node: "/opt/node/bin/node", cliBin });
  expect(PATH).toBe(join("/opt/node/bin", tools, cliBin, "/usr/bin"));
});

test("the CLI that was set up is the one that runs, checked and without a word about newer ones", () => {
  const env = commandEnvironment(
    { PATH: "/bin", PULUMI_VERSION: "3.1.0", PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true" },
    { root, node, cliBin },
  );
  expect(env).toEqual({ PATH: expect.any(String), PULUMI_SKIP_UPDATE_CHECK: "true" });
});

test("the user's login and home stay as they are", () => {
  const users = { PULUMI_ACCESS_TOKEN: "x", PULUMI_BACKEND_URL: "file:///state", PULUMI_HOME: "/p", HOME: "/h" };
  expect(commandEnvironment({ PATH: "/bin", ...users }, { root, node, cliBin })).toMatchObject(users);
});
