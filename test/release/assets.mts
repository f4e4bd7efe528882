// What Pulumi asks of a plugin's download: its name, by which it is asked for, and a checksum.

const SYSTEMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };
const PROCESSORS: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * The name under which Pulumi asks a plugin's server, or a release, for its tarball.
 *
 * @throws {Error} for a platform that Pulumi has no name for
 */
export function assetName(version: string, platform: string, arch: string): string {
  const [system, processor] = [SYSTEMS[platform], PROCESSORS[arch]];
  if (!system || !processor) throw new Error(`Pulumi has no plugins for ${platform} on ${arch}.`);
  return `pulumi-resource-arraylake-v${version}-${system}-${processor}.tar.gz`;
}

/** Checksums as `sha256sum --check` reads them, with this file's in the place of an older one. */
export function withChecksum(sums: string, file: string, checksum: string): string {
  const others = sums.split("\n").filter((line) => line !== "" && !line.endsWith(`  ${file}`));
  return `${[...others, `${checksum}  ${file}`].toSorted((a, b) => (a.slice(64) < b.slice(64) ? -1 : 1)).join("\n")}\n`;
}
