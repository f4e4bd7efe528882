import { isRecord, type Problems } from "./problems";
import { isName, length, strip } from "./text";
import { checkAuth, readAuth } from "./validate-auth";

/** The fields of a BucketConfig that a client may send. */
export interface BucketFields {
  nickname: string;
  platform: string;
  name: string;
  prefix: string;
  extra_config: Record<string, unknown>;
  auth_config: Record<string, unknown>;
  em_managed: boolean;
}

/** What a PATCH changes; a field that is absent stays. */
export type BucketPatch = Partial<BucketFields>;

type Reader<T> = (value: unknown, loc: string[], problems: Problems) => T | undefined;

const PLATFORMS = ["s3", "s3-compatible", "minio", "gs", "azure"];

/** A whole BucketConfig from the body of a POST. @throws Refusal (422) with all that is wrong */
export function readNewBucket(body: Record<string, unknown>, problems: Problems): BucketFields {
  const read = readFields({ prefix: "", em_managed: false, ...body }, problems);
  for (const field of ["nickname", "platform", "name", "extra_config", "auth_config"])
    if (body[field] === undefined) problems.missing(["body", field]);
  const auth_config = readAuth(body.auth_config, ["body", "auth_config"], problems, "whole");
  problems.throwIfAny();
  return completed({ ...read, auth_config } as BucketFields, problems);
}

/** The changes in the body of a PATCH. Null is the same as absent. @throws Refusal (422) with all that is wrong */
export function readBucketPatch(body: Record<string, unknown>, problems: Problems): BucketPatch {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  const patch = readFields(given, problems);
  const auth_config = readAuth(given.auth_config, ["body", "auth_config"], problems, "patch");
  problems.throwIfAny();
  return auth_config === undefined ? patch : { ...patch, auth_config };
}

/** Holds a BucketConfig against the rules that span its fields. @throws Refusal (422) with all that is wrong */
export function completed(bucket: BucketFields, problems: Problems): BucketFields {
  const { platform, extra_config: extra } = bucket;
  if (platform === "s3" && extra.region_name === undefined) problems.add(["body"], "an s3 bucket needs a region_name");
  if (platform === "s3-compatible" && extra.endpoint_url === undefined)
    problems.add(["body"], "an s3-compatible bucket needs an endpoint_url");
  checkAuth(bucket.auth_config, platform, extra, problems);
  problems.throwIfAny();
  return bucket;
}

/** A text between two lengths, in code points, that is a name; both ends count. */
export function nameReader(what: string, shortest: number, longest: number): Reader<string> {
  return (value, loc, problems) => {
    const name = text(value, loc, problems);
    if (name === undefined) return undefined;
    const size = length(name);
    if (!isName(name))
      problems.add(
        loc,
        `a ${what} is of letters, digits, '_', '-' and '.', not beginning with '-' or '.'`,
        "value_error",
        value,
      );
    else if (size < shortest || size > longest)
      problems.add(loc, `a ${what} has ${shortest} to ${longest} characters, not ${size}`, "value_error", value);
    return name;
  };
}

/** A nickname, without its outer whitespace. */
export const nickname: Reader<string> = (value, loc, problems) =>
  readNickname(typeof value === "string" ? strip(value) : value, loc, problems);

const readNickname = nameReader("bucket nickname", 3, 64);

/** A path in a bucket, without its outer whitespace. */
export const prefix: Reader<string> = (value, loc, problems) => {
  const sent = text(value, loc, problems);
  if (sent === undefined) return undefined;
  const path = strip(sent);
  const wrong = (why: string) => problems.add(loc, `a prefix ${why}`, "value_error", value);
  if (path.includes(" ")) wrong("holds no space");
  if (path.startsWith("/") || path.endsWith("/")) wrong("neither begins nor ends with a slash");
  if (path.includes("://")) wrong("holds no '://'");
  if (length(path) > 256) wrong(`has at most 256 characters, not ${length(path)}`);
  return path;
};

/** Any text. */
export const text: Reader<string> = (value, loc, problems) => {
  if (typeof value === "string") return value;
  problems.add(loc, "Input should be a valid string", "string_type", value);
  return undefined;
};

const readers = {
  nickname,
  platform: (value, loc, problems) => {
    if (typeof value === "string" && PLATFORMS.includes(value)) return value;
    problems.add(
      loc,
      `Input should be one of ${PLATFORMS.map((word) => `'${word}'`).join(", ")}`,
      "literal_error",
      value,
    );
    return undefined;
  },
  name: nameReader("bucket name", 3, 63),
  prefix,
  extra_config: (value, loc, problems) => {
    if (!isRecord(value)) {
      problems.add(loc, "Input should be a valid mapping", "mapping_type", value);
      return undefined;
    }
    const read = Object.entries(value).map(([key, entry]): [string, unknown] => {
      // As the service's validation does, which takes the numbers 1 and 0 for booleans.
      const setting = entry === 1 || entry === 0 ? entry === 1 : entry;
      if (typeof setting !== "string" && typeof setting !== "boolean")
        problems.add([...loc, key], "Input should be a valid string or boolean", "string_type", entry);
      return [key, setting];
    });
    return Object.fromEntries(read);
  },
  em_managed: (value, loc, problems) => {
    if (typeof value === "boolean") return value;
    problems.add(loc, "Input should be a valid boolean", "bool_type", value);
    return undefined;
  },
} satisfies Record<string, Reader<unknown>>;

function readFields(body: Record<string, unknown>, problems: Problems): BucketPatch {
  const read: Record<string, unknown> = {};
  for (const [field, reader] of Object.entries(readers))
    if (body[field] !== undefined) read[field] = reader(body[field], ["body", field], problems);
  return read as BucketPatch;
}
