import { toSnakeCase } from "./wire-names";

interface Setting {
  readonly type: "string" | "boolean";
  /** For editors. */
  readonly words: string;
  /**
   * What people write for it. A slip near one of these words is refused: as a key of its own it would travel to the service,
   * which would use a default instead, and could not be mended once a repo relies on the config.
   */
  readonly likeness: readonly string[];
  /** What its text must match, as JSON Schema writes it, too; and how a message says so. */
  readonly pattern?: { readonly of: string; readonly rule: string; readonly isUrl?: true };
}

const WITHOUT_BLANKS = "[^\\s\\p{Cc}\\p{Cs}]";

/** The known keys of `extraConfig`, once. Any other key goes to the service as it is written. */
export const EXTRA_CONFIG = {
  regionName: {
    type: "string",
    words: "The bucket's region. Required on platform s3.",
    likeness: ["region", "awsRegion"],
    pattern: { of: `^${WITHOUT_BLANKS}+$`, rule: "must be the name of a region, without blanks" },
  },
  endpointUrl: {
    type: "string",
    words: "The object store's endpoint, an http:// or https:// URL. Required on platform s3-compatible.",
    likeness: ["endpoint"],
    pattern: {
      of: `^[hH][tT][tT][pP][sS]?://[^\\s/?#@\\\\\\p{Cc}\\p{Cs}]+([/?#]${WITHOUT_BLANKS}*)?$`,
      rule: "must be an http:// or https:// URL, without a user name or password",
      isUrl: true,
    },
  },
  useSsl: { type: "boolean", words: "Whether to speak TLS to the endpoint.", likeness: ["ssl"] },
  forcePathStyle: {
    type: "boolean",
    words: "Whether the bucket's name goes into the path instead of the host name.",
    likeness: ["pathStyle", "usePathStyle", "s3ForcePathStyle"],
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof EXTRA_CONFIG;
export const SETTING_NAMES = Object.keys(EXTRA_CONFIG) as readonly SettingName[];

type ValueOf<Row> = Row extends { readonly type: "boolean" } ? boolean : string;
/** What a program gives for the known keys, by the table. The public interface is held to it. */
export type KnownSettings = { [Name in SettingName]?: ValueOf<(typeof EXTRA_CONFIG)[Name]> };

const BY_KEY: ReadonlyMap<string, SettingName> = new Map(
  SETTING_NAMES.flatMap((name) => [name, toSnakeCase(name)].map((key) => [key, name] as const)),
);

/** The known key that this is, in its spelling here or on the wire. */
export function settingOf(key: string): SettingName | undefined {
  return BY_KEY.get(key);
}

export function settingRow(name: SettingName): Setting {
  return EXTRA_CONFIG[name];
}

/** The words near which a slip is refused, its own name among them. */
export function likenessOf(name: SettingName): readonly string[] {
  return [name, ...EXTRA_CONFIG[name].likeness];
}
