import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { emulatorForTest, pulumiCommand } from "../../test/e2e/harness/stack";
import { Walkthrough } from "../../test/e2e/harness/walkthrough";
import { pythonEnvironment, pythonMissing } from "../../test/e2e/languages/sdk";

const missing = await pythonMissing();

test.skipIf(missing)(`the README's commands, one after the other, do what it says${missing}`, async () => {
  const emulator = await emulatorForTest({ repos: [{ name: "climate", bucketNickname: "era5" }] });
  const copy = await Walkthrough.of(import.meta.dirname, ["Pulumi.yaml", "__main__.py", "requirements.txt"], emulator);
  const { folder } = copy;
  const bin = dirname((await pulumiCommand()).command);
  symlinkSync(await pythonEnvironment(), join(folder, "venv"));
  const env = {
    PATH: [join(folder, "venv/bin"), bin, process.env.PATH].join(delimiter),
    VIRTUAL_ENV: join(folder, "venv"),
  };
  // The SDK is there, too, where the hosts can't make one.
  const done = [/^python3 -m venv|^\. venv|^python -m pip install/];
  if (existsSync(join(bin, "gen-sdk"))) done.push(/^pulumi package add/);
  const run = (block?: string) => copy.running(block, { env, done });
  const [install, sdk, offline, start, again, types, leave] = copy.blocks;
  expect(copy.blocks).toHaveLength(7);
  for (const block of [install, sdk, offline]) await run(block);

  const steady = (text: string) => text.replaceAll(/^ *\+? */gm, "");
  const up = await run(start);
  expect(steady(up)).toContain(steady(copy.promised));
  expect(up).toMatch(/\+ 5 created/);
  expect(emulator.bucket("acme", "era5")?.is_default).toBe(true);
  expect(emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: "secret-example" });
  for (const secret of ["external-id-example", "AKIDEXAMPLE", "secret-example"]) expect(up).not.toContain(secret);

  emulator.clearCalls();
  await run(again);
  expect(emulator.calls().every(({ method }) => method === "GET")).toBe(true);
  expect(await run(types)).toContain("Success: no issues found in 1 source file");

  const main = copy.read("__main__.py");
  const changed = async (from: string, to: string, command = "pulumi preview --diff") => {
    expect(main).toContain(from);
    writeFileSync(join(folder, "__main__.py"), main.replace(from, to));
    return run(`${command} 2>&1 || true`);
  };
  expect(await changed('"cmip6": ', '"gfs": "us-east-1", "cmip6": ')).toMatch(/\+ 1 to create/);
  expect(await changed("nickname=name", 'nickname=f"{name}-hourly"')).toMatch(/~ 2 to update/);
  expect(await changed("/{name}", "/moved/{name}")).toContain("1 repo uses it (climate)");
  const slip = ['"secret_access_key"', '"secret_key"'] as const;
  expect(await changed(...slip, "python -m mypy --strict __main__.py")).toContain("error: ");
  expect(await changed(...slip)).toMatch(/authConfig.secret_key is not a known field/);
  writeFileSync(join(folder, "__main__.py"), main);

  await run(leave);
  expect(emulator.buckets("acme")).toEqual([]);
});
