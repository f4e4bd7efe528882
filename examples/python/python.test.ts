import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, onTestFinished, test } from "vitest";
import { emulatorForTest, pulumiCommand } from "../../test/e2e/harness/stack";
import { pythonEnvironment, pythonMissing } from "../../test/e2e/languages/sdk";

const README = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
const BLOCKS = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string);
const missing = await pythonMissing();

/** A copy of this folder with the packed package in it, as `npm install` leaves it. */
function installed(): string {
  const consumer = inject("consumer");
  const folder = mkdtempSync(join(consumer, "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["Pulumi.yaml", "__main__.py", "requirements.txt"])
    cpSync(join(import.meta.dirname, name), join(folder, name));
  symlinkSync(join(consumer, "node_modules"), join(folder, "node_modules"));
  return folder;
}

test.skipIf(missing)(`the README's commands, one after the other, do what it says${missing}`, async () => {
  const emulator = await emulatorForTest({ repos: [{ name: "climate", bucketNickname: "era5" }] });
  const folder = installed();
  const bin = dirname((await pulumiCommand()).command);
  symlinkSync(await pythonEnvironment(), join(folder, "venv"));
  const env = {
    ...process.env,
    PATH: [join(folder, "venv/bin"), bin, process.env.PATH].join(delimiter),
    VIRTUAL_ENV: join(folder, "venv"),
    ARRAYLAKE_SERVICE__URI: emulator.url,
    ARRAYLAKE_TOKEN: emulator.token,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NO_COLOR: "1",
  };
  // In the test, the packages are there, the SDK among them, and an emulator runs, on a port that is free.
  const isDone =
    /^npm install|^python3 -m venv|^\. venv|^python -m pip install|^npx pulumi-arraylake emulator|^export ARRAYLAKE_/;
  const addsPackages = !existsSync(join(bin, "gen-sdk"));
  const here = "export PULUMI_BACKEND_URL=file://. PULUMI_CONFIG_PASSPHRASE=example\n";
  const run = async (block = "") => {
    const lines = block.split("\n").filter((line) => !isDone.test(line));
    const script = here + lines.filter((line) => addsPackages || !line.startsWith("pulumi package add")).join("\n");
    return (await promisify(execFile)("bash", ["-ec", script], { cwd: folder, env })).stdout;
  };
  const [install, sdk, offline, start, again, types, leave] = BLOCKS;
  expect(BLOCKS).toHaveLength(7);
  for (const block of [install, sdk, offline]) await run(block);

  const outputs = /```text\n(.*?)```/s.exec(README)?.[1] as string;
  const steady = (text: string) => text.replaceAll(/^ *\+? */gm, "");
  const up = await run(start);
  expect(steady(up)).toContain(steady(outputs));
  expect(up).toMatch(/\+ 5 created/);
  expect(emulator.bucket("acme", "era5")?.is_default).toBe(true);
  expect(emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: "secret-example" });
  for (const secret of ["external-id-example", "AKIDEXAMPLE", "secret-example"]) expect(up).not.toContain(secret);

  emulator.clearCalls();
  await run(again);
  expect(emulator.calls().every(({ method }) => method === "GET")).toBe(true);
  expect(await run(types)).toContain("Success: no issues found in 1 source file");

  const main = readFileSync(join(folder, "__main__.py"), "utf8");
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
