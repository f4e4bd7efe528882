import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { packageVersion } from "../../../provider/version";
import { run } from "../../setup/processes.mjs";
import { temporaryPlace } from "../helpers/place";

const MAIN = path.resolve(__dirname, "../../../dist/cli/main.js");
const PLUGIN = `resource arraylake ${packageVersion()}`;

/** Runs `plugin install` where `pulumi` is a script, whose `$8` is what it is handed. */
async function install(script: string) {
  const { folder, env, program, calls } = temporaryPlace();
  const TMPDIR = path.join(folder, "tmp");
  mkdirSync(TMPDIR);
  program("machine/pulumi", `ls "$8" > '${folder}/handed'; ${script}`);
  const { problem, output } = await run(process.execPath, [MAIN, "plugin", "install"], { env: { ...env, TMPDIR } });
  const handed = readFileSync(path.join(folder, "handed"), "utf8").trim().split("\n");
  return { problem, output, calls: calls(), handed, left: readdirSync(TMPDIR) };
}

test("it hands Pulumi the plugin, in the place of the same version, and leaves nothing behind", async () => {
  const { problem, output, calls, handed, left } = await install("exit 0");
  expect(problem).toBe("");
  expect(output).toContain(`To undo it: pulumi plugin rm ${PLUGIN}\n`);
  expect(calls).toEqual([
    expect.stringMatching(`^pulumi plugin install ${PLUGIN} --reinstall --file \\S+ --non-interactive --color=never$`),
  ]);
  expect(handed).toContain("pulumi-resource-arraylake");
  expect(handed).not.toContain("PulumiPlugin.yaml");
  expect(left).toEqual([]);
});

test("where Pulumi fails, it says so in Pulumi's words, and leaves nothing behind", async () => {
  const { problem, output, left } = await install("echo 'error: no space left on device' >&2; exit 255");
  expect(problem).toBe("it ended with exit code 1");
  expect(output).toBe("error: Can't install the plugin: `pulumi plugin install` failed: no space left on device\n");
  expect(left).toEqual([]);
});
