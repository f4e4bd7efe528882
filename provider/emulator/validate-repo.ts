import { isRecord, type Problems } from "./problems";
import { length } from "./text";
import { nameReader, nickname, prefix, text } from "./validate";

/** The service's web pages have these as the second part of their path. */
const RESERVED = new Set(
  (
    "access analytics billing buckets dap2 edr exchange metrics optimization publish repos repositories services " +
    "settings sql tables tiles virtual-chunks"
  ).split(" "),
);

const METADATA_BYTES = 4096;

/** What a client may say of a new repo. */
export interface RepoFields {
  name: string;
  bucketNickname: string | null;
  prefix: string | null;
  description: string | null;
  metadata: Record<string, unknown> | null;
  createMode: string;
}

const repoName = nameReader("repo name", 2, 128);

/** A new repo from the body of a POST. @throws Refusal (422) with all that is wrong */
export function readNewRepo(body: Record<string, unknown>, problems: Problems): RepoFields {
  const at = (field: string) => ["body", field];
  const optional = <T>(field: string, reader: (value: unknown, loc: string[], problems: Problems) => T | undefined) =>
    body[field] == null ? null : (reader(body[field], at(field), problems) ?? null);

  const name = body.name === undefined ? problems.missing(at("name")) : repoName(body.name, at("name"), problems);
  if (name !== undefined && RESERVED.has(name.toLowerCase())) problems.add(at("name"), `'${name}' is reserved`);
  const description = optional("description", text);
  if (description !== null && length(description) > 255)
    problems.add(at("description"), "String should have at most 255 characters", "string_too_long");
  if (body.kind !== undefined && body.kind !== "icechunk")
    problems.add(at("kind"), "Input should be 'icechunk'", "enum", body.kind);
  const createMode = body.create_mode === undefined ? "register" : body.create_mode;
  if (createMode !== "register" && createMode !== "create" && createMode !== "import")
    problems.add(at("create_mode"), "Input should be 'create', 'register' or 'import'", "literal_error", createMode);
  const fields = {
    name: name ?? "",
    bucketNickname: optional("bucket_nickname", nickname),
    prefix: optional("prefix", prefix),
    description,
    metadata: optional("metadata", metadata),
    createMode: String(createMode),
  };
  problems.throwIfAny();
  return fields;
}

function metadata(value: unknown, loc: string[], problems: Problems): Record<string, unknown> | undefined {
  if (!isRecord(value)) {
    problems.add(loc, "Input should be a valid dictionary", "dict_type", value);
    return undefined;
  }
  for (const [key, entry] of Object.entries(value))
    if (!(Array.isArray(entry) ? entry.every(isScalar) : isScalar(entry)))
      problems.add([...loc, key], "Input should be a scalar or a list of scalars", "union_error", entry);
  if (Buffer.byteLength(JSON.stringify(value)) > METADATA_BYTES) problems.add(loc, "metadata has at most 4 kB");
  return value;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== "object";
}
