import type * as pulumi from "@pulumi/pulumi";
import { BucketConfig, type BucketConfigArgs } from "../bucket-config";
import { DefaultBucketConfig } from "../default-bucket-config";
import type { StackConfig } from "./config";

export interface DeclaredBucketConfig {
  id: pulumi.Output<string>;
  nickname: pulumi.Output<string>;
  uri: pulumi.Output<string>;
}

/** Declares what a stack's config asks for; the answer is what the stack gives to others, by key. */
export function declare({ bucketConfigs, defaultBucketConfig }: StackConfig): Record<string, DeclaredBucketConfig> {
  const declared = new Map<string, BucketConfig>();
  for (const [key, { protect, retainOnDelete, ...args }] of Object.entries(bucketConfigs)) {
    const opts = { ...(protect == null ? {} : { protect }), ...(retainOnDelete == null ? {} : { retainOnDelete }) };
    declared.set(key, new BucketConfig(key, { ...args, nickname: args.nickname ?? key } as BucketConfigArgs, opts));
  }
  const marked = defaultBucketConfig === undefined ? undefined : declared.get(defaultBucketConfig);
  if (marked) new DefaultBucketConfig("default", { org: marked.org, bucketConfigId: marked.id });
  return Object.fromEntries([...declared].map(([key, { id, nickname, uri }]) => [key, { id, nickname, uri }]));
}
