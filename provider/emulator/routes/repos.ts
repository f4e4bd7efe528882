import { randomBytes } from "node:crypto";
import type { Context, Hono } from "hono";
import { type Env, orgOf, orgToChange } from "../access";
import { conflict, emptyAnswer } from "../behaviour";
import { repoBody } from "../format";
import { jsonObject, Problems } from "../problems";
import { Refusal } from "../refusal";
import { type BucketRow, type RepoRow, timestamp } from "../rows";
import { locationOf, type OrgRows } from "../store";
import { readNewRepo } from "../validate";
import type { World } from "../world";

/** Creating, reading, listing and deleting repos. Nothing of their contents: there is no object storage here. */
export function addRepos(app: Hono<Env>, world: World): void {
  const { behaviour } = world;

  app.post("/orgs/:org/repos", async (c) => {
    const org = orgToChange(c, world);
    const problems = new Problems(behaviour.echoInput);
    const sent = readNewRepo(jsonObject(c.env.body, problems), problems);
    const { bucket_nickname: nickname, create_mode = "register", ...fields } = sent;
    if (create_mode !== "register")
      throw new Refusal(501, `the emulator does not handle create_mode '${create_mode}': it has no object storage`);
    if (org.repo(fields.name))
      throw conflict(behaviour, behaviour.nicknameTakenStatus, `Repo '${fields.name}' already exists`);
    const repo = newRepo({ ...fields, bucket_id: bucketFor(org, nickname).id, created_by: c.var.principal.id });
    org.putRepo(repo);
    return c.json(repoBody(org, repo), behaviour.createdStatus);
  });

  app.get("/orgs/:org/repos/paginated", (c) => {
    const org = orgOf(c, world).asOf(behaviour.listLagMs);
    const page = wholeNumber(c, "page", 1, Number.MAX_SAFE_INTEGER);
    const size = wholeNumber(c, "size", 50, 100);
    const ghosts = c.req.query("include_ghosts") === "true";
    const repos = org.repos().filter((repo) => ghosts || repo.deleted_at === null);
    const items = repos.slice((page - 1) * size, page * size).map((repo) => repoBody(org, repo));
    return c.json({ items, total: repos.length, page, size, pages: Math.ceil(repos.length / size) });
  });

  app.get("/repos/:org/:repo", (c) => {
    const org = orgOf(c, world);
    return c.json(repoBody(org, repoOf(c, org)));
  });

  // What a client asks for before it goes to the object storage.
  for (const what of ["open", "bucket-credentials"])
    app.get(`/repos/:org/:repo/${what}`, (c) => {
      const org = orgOf(c, world);
      throw noStorage(org, repoOf(c, org));
    });

  app.delete("/orgs/:org/:repo", (c) => {
    const org = orgToChange(c, world);
    const immediate = c.req.query("immediate") === "true";
    const repo = repoOf(c, org, immediate);
    if (immediate) org.deleteRepo(repo.name);
    else org.putRepo({ ...repo, deleted_at: timestamp() });
    return emptyAnswer(behaviour);
  });
}

function noStorage(org: OrgRows, { name, bucket_id: id }: RepoRow): Refusal {
  const bucket = id === null ? undefined : org.bucket(id);
  const relied = bucket ? `the BucketConfig '${bucket.nickname}' (${locationOf(bucket)})` : "no BucketConfig";
  return new Refusal(
    501,
    `this is an emulator, without object storage: the repo '${name}' can't be opened, read or written. ` +
      `It is registered, and relies on ${relied}. The official client's create_repo deletes a repo that it can't open; to have one that ` +
      `stays, send the POST to /orgs/${org.name}/repos yourself, or start the emulator with --repo ${org.name}/${name}=${bucket?.nickname ?? "NICKNAME"}`,
  );
}

/** A repo's row: what is given, and the service's own defaults for the rest. */
export function newRepo(given: Partial<RepoRow> & Pick<RepoRow, "name" | "bucket_id">): RepoRow {
  const now = timestamp();
  return {
    id: randomBytes(12).toString("hex"),
    prefix: `${randomBytes(4).toString("hex")}-${given.name}`,
    kind: "icechunk",
    created: now,
    updated: now,
    created_by: null,
    description: null,
    metadata: null,
    visibility: "PRIVATE",
    deleted_at: null,
    ...given,
  };
}

function bucketFor(org: OrgRows, nickname: string | undefined): BucketRow {
  const bucket = nickname === undefined ? org.buckets().find((row) => row.is_default) : org.bucketNamed(nickname);
  if (bucket) return bucket;
  if (nickname === undefined) throw new Refusal(400, `Organization '${org.name}' has no default bucket: name one`);
  throw new Refusal(404, `Bucket with nickname '${nickname}' not found in organization '${org.name}'`);
}

/** A ghost is found only by who asks for ghosts. */
function repoOf(c: Context<Env>, org: OrgRows, ghosts = false): RepoRow {
  const name = c.req.param("repo") ?? "";
  const repo = org.repo(name);
  if (!repo || (repo.deleted_at !== null && !ghosts)) throw new Refusal(404, `Repo '${org.name}/${name}' not found`);
  return repo;
}

function wholeNumber(c: Context<Env>, key: string, fallback: number, most: number): number {
  const given = c.req.query(key);
  if (given === undefined) return fallback;
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  const msg = `Input should be a whole number from 1 to ${most}`;
  throw new Refusal(422, [{ loc: ["query", key], msg, type: "int_parsing" }]);
}
