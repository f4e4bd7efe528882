import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import type { Emulator } from "../../provider/emulator/index";
import { FACES } from "./harness/faces";
import { SAMPLE_SECRETS, SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

interface Ran {
  code: number;
  stdout: string;
}

/** Runs the packed command on what the Pulumi CLI printed. */
function guard({ url, token }: Emulator, preview: string, ...args: string[]): Promise<Ran> {
  const cli = join(inject("consumer"), "node_modules/.bin/pulumi-arraylake");
  const env = { ...process.env, ARRAYLAKE_SERVICE__URI: url, ARRAYLAKE_TOKEN: token };
  return new Promise((resolve) => {
    const child = execFile(cli, ["guard", ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout: stdout + stderr }),
    );
    child.stdin?.end(preview);
  });
}

/** What a command of the CLI printed as JSON. */
async function printed(stack: TestStack, ...args: string[]): Promise<string> {
  const { text } = await stack.cli([...args, "--json"]);
  return text.slice(text.indexOf("{"));
}

describe.each(FACES)("%s", (face) => {
  const { awsRole, gcpRole, hmac, anonymousS3 } = SAMPLES;
  const all = {
    era5: { args: awsRole },
    climate: { args: gcpRole },
    tiles: { args: hmac },
    open: { args: anonymousS3 },
  };

  test("a removal that the preview doesn't see refused is refused by the guard, with the words of the update", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare(all);
    expect((await stack.up()).ok).toBe(true);
    for (const [repo, nickname] of [
      ["weather", awsRole.nickname],
      ["tides", hmac.nickname],
    ] as const)
      emulator.putRepo("acme", { name: repo, bucketId: emulator.bucket("acme", nickname)?.id ?? "" });
    emulator.ghostRepo("acme", "tides");
    emulator.clearCalls();

    stack.declare({
      climate: { args: { ...gcpRole, nickname: "renamed" } },
      open: { args: { ...anonymousS3, uri: "s3://open-data/v2" } },
    });
    // A refresh reads what is to go as well: that doesn't keep it.
    const refreshed = await guard(emulator, await printed(stack, "preview", "--refresh", "--show-sames"));
    expect([refreshed.code, refreshed.stdout]).toEqual([
      1,
      expect.stringContaining("Refused: 2 of 3 BucketConfigs that would be deleted or replaced."),
    ]);
    const preview = await printed(stack, "preview");
    emulator.clearCalls();
    const { code, stdout } = await guard(emulator, preview);
    expect(code, stdout).toBe(1);
    expect(stdout).toContain("Refused: 2 of 3 BucketConfigs that would be deleted or replaced.");
    expect(
      emulator
        .calls()
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(["/orgs/acme/buckets", "/orgs/acme/repos/paginated"]);
    expect(stdout).toContain("Refused: 2 of 3 BucketConfigs that would be deleted or replaced.");
    expect(stdout).toContain(
      "BucketConfig 'anonymous-s3' (s3://open-data/v1) is deleted, and created with another id: no repo relies on it.",
    );
    for (const secret of SAMPLE_SECRETS)
      expect(stdout + (await guard(emulator, preview, "--json")).stdout).not.toContain(secret);

    const refused = stdout.split("\n").flatMap((line) => /^ {2}- (Can't delete .*)$/.exec(line)?.[1] ?? []);
    expect(refused).toHaveLength(2);
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(
      refused.some((sentence) => up.text.includes(sentence)),
      up.text,
    ).toBe(true);

    const destroy = await guard(emulator, await printed(stack, "destroy", "--preview-only"), "--json");
    expect(destroy.code).toBe(1);
    const { bucketConfigs } = JSON.parse(destroy.stdout) as { bucketConfigs: { nickname: string; outcome: string }[] };
    const outcomes = Object.fromEntries(bucketConfigs.map(({ nickname, outcome }) => [nickname, outcome]));
    expect(outcomes).toMatchObject({ [awsRole.nickname]: "refused", [hmac.nickname]: "refused" });
  });

  test("what may go passes, a failed preview doesn't, and nothing is written", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare(all);
    expect((await stack.up()).ok).toBe(true);
    emulator.clearCalls();
    stack.declare({ climate: { args: gcpRole } });
    const passed = await guard(emulator, await printed(stack, "preview"));
    expect([passed.code, passed.stdout.split("\n")[0]]).toEqual([0, "Not refused:"]);

    emulator.putRepo("acme", { name: "weather", bucketId: emulator.bucket("acme", awsRole.nickname)?.id ?? "" });
    stack.declare({ era5: { args: { ...awsRole, prefix: "moved" } } });
    const failed = await guard(emulator, await printed(stack, "preview"));
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(
      /^The preview failed, so nobody can tell what else it would delete\. Mend this first:\n {2}- .*Can't replace BucketConfig 'aws-role'/,
    );
    expect(writes(emulator)).toEqual([]);
  });
});
