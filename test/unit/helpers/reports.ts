import { type Report, reportOf, type StackState, type Standing } from "../../../provider/cli/report/model";
import type { GetRepoResult } from "../../../provider/lifecycle/lookups";
import type { NormalForm } from "../../../provider/model/normal-form";
import { packageVersion } from "../../../provider/version";

export const MADE = new Date("2026-11-23T02:02:01Z");
export const MADE_BY = `Made at 2026-11-23T02:02:01.000Z by pulumi-arraylake ${packageVersion()}.`;

/** A value that means harm in HTML, in Markdown, or to the eye. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  `"><img src=x onerror='alert(1)'>`,
  "a|b \\| c \\",
  "`code` ``` ``",
  "line\n\n# heading\r\n| x | y |",
  "@octocat and #1, see https://evil.example and [this](javascript:alert(1)) ![x](http://x.example)",
  "&lt;b&gt; &amp; &#124;",
  "\u202egnp.exe\u2066 \u200b\u0000",
  "a\u0301\u0327\u0489 بيانات 日本語 👩‍🚀",
  "",
] as const;

/** A BucketConfig as the lookups give it. Its id is made from its nickname. */
export function standing(nickname: string, changes: Partial<Standing> = {}): Standing {
  const name = changes.name ?? `${nickname}-bucket`;
  const platform = changes.platform ?? "s3";
  return {
    org: "acme",
    id: `id-of-${nickname}`,
    nickname,
    uri: `${platform}://${name}`,
    platform,
    name,
    prefix: "",
    extraConfig: { regionName: "us-east-1" },
    authConfig: { method: "anonymous" },
    isDefault: false,
    health: undefined,
    createdAt: undefined,
    createdBy: undefined,
    updatedAt: undefined,
    unreadable: [],
    ...changes,
  };
}

export function repo(name: string, nickname: string, deletedAt?: string): GetRepoResult {
  return { org: "acme", name, bucketConfigId: `id-of-${nickname}`, deletedAt } as GetRepoResult;
}

/** The state of a stack that declares these, as they stand or otherwise. */
export function state(
  stack: string,
  declared: readonly (readonly [Standing, Partial<NormalForm>?])[],
  defaults: readonly string[] = [],
): StackState {
  return {
    stack,
    defaults: defaults.map((id) => ({ stack, resource: "default", org: "acme", id })),
    bucketConfigs: declared.map(([config, changes]) => {
      const { org, nickname, platform, name, prefix, extraConfig, authConfig } = config;
      const form = { org, nickname, platform, name, prefix, extraConfig, authConfig, ...changes };
      return { stack, resource: `${nickname}-resource`, id: config.id, form };
    }),
  };
}

/** A report in which everything that somebody else may write is this text. */
export function reportWith(text: string): Report {
  const named = standing(text, {
    id: text || "empty",
    platform: text,
    name: text,
    uri: text,
    createdBy: text,
    health: { status: text, lastCheckedAt: text, message: text, capabilities: [text] },
  });
  const undeclared = standing(`${text}-other`, { id: `${text}-other`, platform: text });
  const repos = [{ ...repo(text, ""), bucketConfigId: text || "empty", deletedAt: text }];
  const changed: Partial<NormalForm> = { nickname: `was ${text}`, extraConfig: { [text]: text } };
  const gone = standing(`${text} gone`, { platform: text, name: text, prefix: text });
  return reportOf("acme", [named, undeclared], repos, [state(text, [[named, changed], [gone]], [`${text} gone`])]);
}
