import { symlinkSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { ensureChromium, findChromium } from "../../setup/chromium.mjs";
import { temporaryPlace } from "./place.ts";

const browser = "echo Chromium 156.0";
const told = () => vi.mocked(process.stderr.write).mock.calls.join("");

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

/** A Debian-like machine without a browser, and only with the programs of the test. */
function machine() {
  const place = temporaryPlace();
  symlinkSync("/usr/bin/basename", path.join(place.bin, "basename"));
  const env: NodeJS.ProcessEnv = { ...place.env, PATH: place.bin };
  const debian = { env, platform: "linux", isRoot: true, lockFolder: place.folder } as const;
  /** An `apt-get` that puts a browser beside itself. */
  const aptGet = (
    install = `printf '#!/bin/sh\\necho Chromium' > '${place.bin}/chromium'; /bin/chmod 755 '${place.bin}/chromium'`,
  ) => place.program("machine/apt-get", `case "$*" in *update | *--download-only*) exit ;; esac\n${install}`);
  return { ...place, env, debian, aptGet };
}

test.each(["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"])(
  "%s is found on PATH",
  async (name) => {
    const { env, program } = machine();
    const file = program(`machine/${name}`, browser);
    expect(await findChromium({ env, platform: "linux" })).toBe(file);
  },
);

test.each(["CHROME_PATH", "CHROMIUM_PATH"])("the one that %s names goes first", async (variable) => {
  const { env, program } = machine();
  program("machine/google-chrome", browser);
  const own = program("own/chrome", browser);
  expect(await findChromium({ env: { ...env, [variable]: own }, platform: "linux" })).toBe(own);
});

test("one that is named and isn't there is passed over, and so is one that doesn't run", async () => {
  const { env, folder, program } = machine();
  program("machine/chromium-browser", "echo 'install the snap' >&2; exit 1");
  const missing = { ...env, CHROME_PATH: path.join(folder, "nowhere") };
  expect(await findChromium({ env: missing, platform: "linux" })).toBeUndefined();
  const file = program("machine/chromium", browser);
  expect(await findChromium({ env: missing, platform: "linux" })).toBe(file);
});

test("on macOS and Windows the usual places are looked at", async () => {
  const { env, folder, program } = machine();
  const mac = program("home/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", browser);
  expect(await findChromium({ env, platform: "darwin" })).toBe(mac);
  const windows = program("programs/Google/Chrome/Application/chrome.exe", "exit 1");
  const env86 = { ...env, "PROGRAMFILES(X86)": path.join(folder, "programs") };
  expect(await findChromium({ env: env86, platform: "win32" })).toBe(windows);
});

test("on a Debian-like machine the administrator gets the package, once", async () => {
  const { debian, aptGet, bin, calls } = machine();
  aptGet();
  const [first, second] = await Promise.all([ensureChromium(debian), ensureChromium(debian)]);
  expect([first, second]).toEqual([path.join(bin, "chromium"), path.join(bin, "chromium")]);
  expect(calls().filter((call) => call.startsWith("apt-get"))).toEqual([
    expect.stringMatching(/^apt-get .* update$/),
    expect.stringMatching(/^apt-get .* install --download-only -y --no-install-recommends chromium$/),
    "apt-get install --no-download -o DPkg::Lock::Timeout=60 -y --no-install-recommends chromium",
  ]);
  expect(told()).toContain("Chromium is installed.");
});

test("a browser that is there is used without a word", async () => {
  const { debian, aptGet, program, calls } = machine();
  aptGet();
  const file = program("machine/chromium", browser);
  expect(await ensureChromium(debian)).toBe(file);
  expect(calls()).toEqual(["chromium --version"]);
  expect(told()).toBe("");
});

test("an install that fails is told with what apt-get said, and is no failure", async () => {
  const { debian, aptGet } = machine();
  aptGet("echo 'E: Unable to locate package chromium' >&2; exit 100");
  expect(await ensureChromium(debian)).toBeUndefined();
  expect(told()).toContain("it could not be installed: E: Unable to locate package chromium");
  expect(told()).toContain("name one in CHROME_PATH");
});

test("nobody but an administrator installs anything", async () => {
  const { debian, aptGet, calls } = machine();
  aptGet();
  expect(await ensureChromium({ ...debian, isRoot: false })).toBeUndefined();
  expect(calls()).toEqual([]);
  expect(told()).toContain("There is no Chrome or Chromium.");
});
