import { isRecord, type Problems, present } from "./problems";
import type { BucketRow, RepoRow } from "./rows";
import { checkAuth, readAuth } from "./validate-auth";

/** The fields of a BucketConfig that a client may send. */
export type BucketFields = Pick<
  BucketRow,
  "nickname" | "platform" | "name" | "prefix" | "extra_config" | "auth_config" | "em_managed"
>;

/** What a client may say of a new repo. */
export interface RepoFields extends Pick<RepoRow, "name">, Partial<Pick<RepoRow, "prefix" | "kind">> {
  bucket_nickname?: string;
  create_mode?: string;
  description?: string;
  metadata?: Record<string, unknown>;
}

type Body = Record<string, unknown>;
type Reader<T> = (value: unknown, loc: string[], problems: Problems) => T | undefined;

const PLATFORMS = ["s3", "s3-compatible", "minio", "gs", "azure"];

/** `\w[\w.\-_]+` as Python reads it, whose `\w` is Unicode's letters, numbers and the underscore. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]+$/u;

/** What Python's `str.strip()` cuts. JavaScript's `trim()` cuts a byte order mark besides, and not U+001C to U+001F. */
const SPACE = "[\\p{White_Space}\x1c-\x1f]+";
const OUTER_SPACE = new RegExp(`^${SPACE}|${SPACE}$`, "gu");

/** A whole BucketConfig from the body of a POST. @throws Refusal (422) with all that is wrong */
export function readNewBucket(body: Body, problems: Problems): BucketFields {
  const required = ["nickname", "platform", "name", "extra_config", "auth_config"];
  const read = readFields(bucketReaders, { prefix: "", em_managed: false, ...body }, problems, required);
  if (body.auth_config !== undefined) read.auth_config = readAuth(body.auth_config, null, problems);
  problems.throwIfAny();
  const bucket = read as unknown as BucketFields;
  checkBucket(bucket, problems);
  return bucket;
}

/** The changes in the body of a PATCH; a field that is absent or null stays. @throws Refusal (422) with all that is wrong */
export function readBucketPatch(body: Body, stored: BucketRow, problems: Problems): Partial<BucketFields> {
  const given = present(body);
  const patch = readFields(bucketReaders, given, problems);
  if (given.auth_config !== undefined) patch.auth_config = readAuth(given.auth_config, stored.auth_config, problems);
  problems.throwIfAny();
  return patch;
}

/** Holds a BucketConfig against the rules that span its fields. @throws Refusal (422) with all that is wrong */
export function checkBucket(bucket: BucketFields, problems: Problems): void {
  const { platform, extra_config: extra } = bucket;
  if (platform === "s3" && extra.region_name === undefined) problems.add(["body"], "an s3 bucket needs a region_name");
  if (platform === "s3-compatible" && extra.endpoint_url === undefined)
    problems.add(["body"], "an s3-compatible bucket needs an endpoint_url");
  checkAuth(bucket, problems);
  problems.throwIfAny();
}

/** A new repo from the body of a POST; null is the same as absent. @throws Refusal (422) with all that is wrong */
export function readNewRepo(body: Body, problems: Problems): RepoFields {
  const read = readFields(repoReaders, present(body), problems, ["name"]);
  problems.throwIfAny();
  return read as unknown as RepoFields;
}

/** A text between two lengths, in code points, that is a name; both ends count. */
function nameReader(what: string, shortest: number, longest: number): Reader<string> {
  return (value, loc, problems) => {
    const name = text(value, loc, problems);
    if (name === undefined) return undefined;
    const wrong = (why: string) => problems.add(loc, `a ${what} ${why}`, "value_error", value);
    const size = [...name].length;
    if (!NAME.test(name)) wrong("is of letters, digits, '_', '-' and '.', not beginning with '-' or '.'");
    else if (size < shortest || size > longest) wrong(`has ${shortest} to ${longest} characters, not ${size}`);
    return name;
  };
}

/** The reader of a text without its outer whitespace. */
function stripped(reader: Reader<string>): Reader<string> {
  return (value, loc, problems) =>
    reader(typeof value === "string" ? value.replace(OUTER_SPACE, "") : value, loc, problems);
}

const text: Reader<string> = (value, loc, problems) =>
  typeof value === "string" ? value : problems.add(loc, "Input should be a valid string", "string_type", value);

const mapping: Reader<Body> = (value, loc, problems) =>
  isRecord(value) ? value : problems.add(loc, "Input should be a valid mapping", "mapping_type", value);

function oneOf(words: readonly string[]): Reader<string> {
  const known = words.map((word) => `'${word}'`).join(", ");
  return (value, loc, problems) =>
    words.find((word) => word === value) ??
    problems.add(loc, `Input should be one of ${known}`, "literal_error", value);
}

const nickname = stripped(nameReader("bucket nickname", 3, 64));

const prefix = stripped((value, loc, problems) => {
  const path = text(value, loc, problems);
  if (path === undefined) return undefined;
  const wrong = (why: string) => problems.add(loc, `a prefix ${why}`, "value_error", value);
  const size = [...path].length;
  if (path.includes(" ")) wrong("holds no space");
  if (path.startsWith("/") || path.endsWith("/")) wrong("neither begins nor ends with a slash");
  if (path.includes("://")) wrong("holds no '://'");
  if (size > 256) wrong(`has at most 256 characters, not ${size}`);
  return path;
});

const bucketReaders: Record<string, Reader<unknown>> = {
  nickname,
  platform: oneOf(PLATFORMS),
  name: nameReader("bucket name", 3, 63),
  prefix,
  extra_config: (value, loc, problems) => {
    const settings = Object.entries(mapping(value, loc, problems) ?? {}).map(([key, entry]): [string, unknown] => {
      // As the service's validation does, which takes the numbers 1 and 0 for booleans.
      const setting = entry === 1 || entry === 0 ? entry === 1 : entry;
      if (typeof setting !== "string" && typeof setting !== "boolean")
        problems.add([...loc, key], "Input should be a valid string or boolean", "string_type", entry);
      return [key, setting];
    });
    return Object.fromEntries(settings);
  },
  em_managed: (value, loc, problems) =>
    typeof value === "boolean" ? value : problems.add(loc, "Input should be a valid boolean", "bool_type", value),
};

const repoReaders: Record<string, Reader<unknown>> = {
  name: nameReader("repo name", 2, 128),
  bucket_nickname: nickname,
  prefix,
  kind: oneOf(["icechunk"]),
  create_mode: text,
  description: text,
  metadata: mapping,
};

function readFields(
  readers: Record<string, Reader<unknown>>,
  body: Body,
  problems: Problems,
  required: readonly string[] = [],
): Body {
  const read: Body = {};
  for (const [field, reader] of Object.entries(readers))
    if (body[field] !== undefined) read[field] = reader(body[field], ["body", field], problems);
  for (const field of required) if (body[field] === undefined) problems.missing(["body", field]);
  return read;
}
