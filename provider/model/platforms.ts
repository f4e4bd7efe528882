import type { SettingName } from "./extra-config";

interface PlatformRow {
  /** The schemes of a `uri`: the object store's own, and the platform's own word. */
  readonly schemes: readonly string[];
  /** The setting without which the service takes no config on it. */
  readonly requires: SettingName | undefined;
}

/** Every kind of object store that the service knows, once. */
export const PLATFORMS = {
  s3: { schemes: ["s3"], requires: "regionName" },
  "s3-compatible": { schemes: ["s3-compatible"], requires: "endpointUrl" },
  minio: { schemes: ["minio"], requires: undefined },
  gs: { schemes: ["gs"], requires: undefined },
  azure: { schemes: ["az", "azure"], requires: undefined },
} as const satisfies Readonly<Record<string, PlatformRow>>;

export type Platform = keyof typeof PLATFORMS;
export const PLATFORM_NAMES = Object.keys(PLATFORMS) as readonly Platform[];

const BY_SCHEME: ReadonlyMap<string, Platform> = new Map(
  Object.entries(PLATFORMS).flatMap(([platform, { schemes }]) =>
    schemes.map((scheme) => [scheme, platform as Platform]),
  ),
);

export const SCHEMES = [...BY_SCHEME.keys()];

export function platformOfScheme(scheme: string): Platform | undefined {
  return BY_SCHEME.get(scheme.toLowerCase());
}

/** The setting without which the service takes no config on a platform. */
export function requiredSetting(platform: unknown): SettingName | undefined {
  if (typeof platform !== "string" || !Object.hasOwn(PLATFORMS, platform)) return undefined;
  return PLATFORMS[platform as Platform].requires;
}
