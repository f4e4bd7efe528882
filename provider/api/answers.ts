import { createHash } from "node:crypto";
import * as z from "zod";
import { isRecord, type Values } from "../model/values";
import { fromWire } from "./wire";

// What the service answers, as far as it is read. Unknown platforms, methods and kinds pass. A field that is not of
// its documented shape is read as absent, and named in `unreadable`: it must never take the rest of its row with it, nor a row
// the others. An answer is refused only where nothing could be done with it.

/** Ids go into addresses: what couldn't be a part of one is none. */
const id = z.string().regex(/^[\w-][\w.-]*$/);

/** What is null is not told, as what is absent. */
const text = z
  .string()
  .nullish()
  .transform((said) => said ?? undefined)
  .optional();

/** Settings keep the keys that they have there: of any other than the known ones, nobody here knows what it means. */
const bucketFields = z.object({
  id,
  nickname: z.string(),
  platform: z.string(),
  name: z.string(),
  prefix: text,
  extraConfig: z.custom<Values>(isRecord).nullish(),
  /** The method is empty where it is not told. */
  authConfig: named(z.looseObject({ method: z.string().catch("") })).nullish(),
  createdAt: text,
  updatedAt: text,
  createdBy: text,
  isDefault: z.boolean().nullish(),
  health: named(
    z.object({
      status: text.catch(undefined),
      lastCheckedAt: text.catch(undefined),
      message: text.catch(undefined),
      capabilities: z.array(z.string()).nullish().catch(undefined),
    }),
  ).nullish(),
});

interface Readability {
  /** The fields of which the service said what can't be read, or nothing where a BucketConfig or repo is known by them. */
  readonly unreadable?: readonly string[];
}

/**
 * A BucketConfig as the service tells it. An unreadable `nickname`, `platform` or `name` is empty, any other field absent. So a
 * reader for whom it matters, since a state would forget it or a location would look free, has to look into `unreadable`.
 */
export type BucketAnswer = z.infer<typeof bucketFields> & Readability;

const readBucketFields = reader(bucketFields);

function bucketIn(row: unknown): BucketAnswer {
  const { unreadable, ...fields } = readBucketFields(row);
  const bucket = { nickname: "", platform: "", name: "", ...fields };
  return { ...bucket, id: fields.id ?? standIn(bucket), ...(unreadable && { unreadable }) };
}

const NO_ID = "unreadable-id:";

/** In the place of an id that can't be read: the same in each list for the same row, and never an id of the service. */
function standIn({ platform, name, prefix, nickname, createdAt }: Omit<BucketAnswer, "id">): string {
  const known = JSON.stringify([platform, name, prefix, nickname, createdAt]);
  return NO_ID + createHash("sha256").update(known).digest("hex").slice(0, 12);
}

/**
 * Whether a BucketConfig has an id by which it can be asked for. One without stands somewhere all the same: a list that has
 * such a row proves of no id that it is gone.
 */
export function isIdentified({ id }: Pick<BucketAnswer, "id">): boolean {
  return !id.startsWith(NO_ID);
}

/** The answer to a request for one BucketConfig, which says nothing where it doesn't say which. */
export const bucketAnswer = z.looseObject({ id }).transform(bucketIn);

export const bucketsAnswer = z.array(z.unknown().transform(bucketIn));

const repoFields = z.object({
  id: id.nullish(),
  name: z.string().min(1),
  createdAt: text,
  updatedAt: text,
  kind: text,
  prefix: text,
  description: text,
  visibility: text,
  status: z.object({ mode: text.catch(undefined) }).nullish(),
  deletedAt: text,
  /** Null where it relies on none; absent where that can't be read. */
  bucket: z.object({ id, nickname: text.catch(undefined) }).nullish(),
});

/** A repo as the service tells it. Whatever can't be read of it, it is one, and counts as one. */
export type RepoAnswer = z.infer<typeof repoFields> & Readability;

const readRepoFields = reader(repoFields);

function repoIn(row: unknown): RepoAnswer {
  const { _id, ...rest } = isRecord(row) ? row : {};
  const own = id.safeParse(_id).success ? _id : (rest.id ?? _id);
  return { name: "a repo without a readable name", ...readRepoFields({ ...rest, id: own }) };
}

/** Whether a repo relies on a BucketConfig, or may do so, since its answer doesn't tell on which one. */
export function mayRelyOn({ bucket }: Pick<RepoAnswer, "bucket">, bucketId: string): boolean {
  return bucket === undefined || bucket?.id === bucketId;
}

export const reposAnswer = z.array(z.unknown().transform(repoIn));

/** `pages` is absent where the service doesn't tell how many there are: then more may come. */
export const repoPageAnswer = z.object({
  items: reposAnswer,
  pages: z.int().min(0).nullish().catch(undefined),
});

/** An object of an answer, by the names that its fields have here. */
function named<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (isRecord(value) ? fromWire(value) : value), schema);
}

/** Reads a row as a schema says, without those of its fields that are otherwise. */
function reader<Fields extends z.ZodObject>(schema: Fields): (row: unknown) => Partial<z.infer<Fields>> & Readability {
  const parts = schema.partial();
  return (row) => {
    const given = isRecord(row) ? fromWire(row) : {};
    const whole = schema.safeParse(given);
    if (whole.success) return whole.data;
    const unreadable = [...new Set(whole.error.issues.map(({ path: [field] }) => String(field)))];
    const rest = Object.entries(given).filter(([field]) => !unreadable.includes(field));
    return { ...(parts.parse(Object.fromEntries(rest)) as Partial<z.infer<Fields>>), unreadable };
  };
}

export const userAnswer = z.object({ email: text.catch(undefined) });

/** The answer to what has nothing to answer: whether it really says nothing, and so isn't the answer to another request. */
export const emptyAnswer = z.unknown().transform((said) => said === null || said === "");
