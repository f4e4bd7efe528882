import { z } from "zod";

// What the service answers, as far as it is read. Unknown fields, platforms, methods and kinds pass: an answer is refused
// only where nothing could be done with it.

export const bucketAnswer = z.looseObject({
  id: z.string().min(1),
  nickname: z.string(),
  platform: z.string(),
  name: z.string(),
  prefix: z.string().nullish(),
  extra_config: z.record(z.string(), z.unknown()).nullish(),
  auth_config: z.looseObject({ method: z.string() }).nullish(),
  created: z.string().nullish(),
  updated: z.string().nullish(),
  created_by: z.string().nullish(),
  is_default: z.boolean().nullish(),
  health: z
    .looseObject({
      status: z.string().nullish(),
      last_checked_at: z.string().nullish(),
      message: z.string().nullish(),
      capabilities: z.array(z.string()).nullish(),
    })
    .nullish(),
});
export type BucketAnswer = z.infer<typeof bucketAnswer>;

export const bucketsAnswer = z.array(bucketAnswer);

const repoAnswer = z.looseObject({
  _id: z.string().optional(),
  id: z.string().optional(),
  name: z.string(),
  created: z.string().nullish(),
  updated: z.string().nullish(),
  kind: z.string().nullish(),
  prefix: z.string().nullish(),
  description: z.string().nullish(),
  visibility: z.string().nullish(),
  status: z.looseObject({ mode: z.string().nullish() }).nullish(),
  deleted_at: z.string().nullish(),
  bucket: z.looseObject({ id: z.string(), nickname: z.string().nullish() }).nullish(),
});
export type RepoAnswer = z.infer<typeof repoAnswer>;

export const reposAnswer = z.array(repoAnswer);

export const repoPageAnswer = z.looseObject({ items: reposAnswer, pages: z.number().int().nullish() });

/** The answer to what has nothing to answer: whether it really says nothing, and so isn't the answer to another request. */
export const emptyAnswer = z.unknown().transform((said) => said === null || said === "");
