import { expect, test } from "vitest";
import { assetName, withChecksum } from "../../release/assets.mts";

test.each([
  ["linux", "x64", "linux-amd64"],
  ["linux", "arm64", "linux-arm64"],
  ["darwin", "x64", "darwin-amd64"],
  ["darwin", "arm64", "darwin-arm64"],
  ["win32", "x64", "windows-amd64"],
])("for %s on %s, Pulumi asks for %s", (platform, arch, name) => {
  expect(assetName("1.2.3", platform, arch)).toBe(`pulumi-resource-arraylake-v1.2.3-${name}.tar.gz`);
});

test.each([
  ["freebsd", "x64"],
  ["linux", "ia32"],
])("for %s on %s, Pulumi has no plugins", (platform, arch) => {
  expect(() => assetName("1.2.3", platform, arch)).toThrow(`Pulumi has no plugins for ${platform} on ${arch}.`);
});

test("a file's checksum is added to those of others, by name, and takes the place of an older one", () => {
  const [one, two, three] = ["1", "2", "3"].map((digit) => digit.repeat(64)) as [string, string, string];
  const first = withChecksum("", "linux.tar.gz", one);
  expect(first).toBe(`${one}  linux.tar.gz\n`);
  const both = withChecksum(first, "darwin.tar.gz", two);
  expect(both).toBe(`${two}  darwin.tar.gz\n${one}  linux.tar.gz\n`);
  expect(withChecksum(both, "linux.tar.gz", three)).toBe(`${two}  darwin.tar.gz\n${three}  linux.tar.gz\n`);
});
