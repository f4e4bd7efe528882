import * as pulumi from "@pulumi/pulumi";
import { BucketConfig, type BucketConfigArgs } from "../bucket-config";
import { DefaultBucketConfig } from "../default-bucket-config";
import { PROVIDER_SETTING_NAMES, providerSetting } from "../model/provider-settings";
import { Provider } from "../provider";
import type { StackConfig } from "./config";

/** Declares what a stack's config asks for; the answer is what the stack gives to others, by key. */
export function declare({ bucketConfigs, defaultBucketConfig }: StackConfig) {
  const provider = ownProvider();
  const declared = new Map<string, BucketConfig>();
  for (const [key, { aliases, protect, retainOnDelete, ...args }] of Object.entries(bucketConfigs)) {
    const opts = {
      provider,
      ...(aliases == null ? {} : { aliases: aliases.map((name) => ({ name })) }),
      ...(protect == null ? {} : { protect }),
      ...(retainOnDelete == null ? {} : { retainOnDelete }),
    };
    declared.set(key, new BucketConfig(key, { ...args, nickname: args.nickname ?? key } as BucketConfigArgs, opts));
  }
  const marked = defaultBucketConfig === undefined ? undefined : declared.get(defaultBucketConfig);
  const org = new Map(Object.entries(bucketConfigs)).get(defaultBucketConfig ?? "")?.org;
  if (marked) new DefaultBucketConfig("default", { ...(org ? { org } : {}), bucketConfigId: marked.id }, { provider });
  return Object.fromEntries([...declared].map(([key, { id, nickname, uri }]) => [key, { id, nickname, uri }]));
}

/** Pulumi stores the whole stack config with a default provider, in clear where it is not secret: so this stack has its own. */
function ownProvider(): Provider {
  const settings = new pulumi.Config("arraylake");
  // All as texts, and judged where they are used: Pulumi's own accessor for numbers reads `5 minutes` as 5.
  const given = PROVIDER_SETTING_NAMES.map(
    (name) => [name, providerSetting(name).secret ? settings.getSecret(name) : settings.get(name)] as const,
  );
  return new Provider(
    "arraylake",
    Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== "")),
  );
}
