import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { type Env, orgOf, orgToChange } from "../access";
import { type Behaviour, conflict, emptyAnswer } from "../behaviour";
import { bucketBody, repoBody } from "../format";
import { jsonObject, Problems } from "../problems";
import { Refusal } from "../refusal";
import { type BucketRow, timestamp } from "../rows";
import { locationOf, type OrgRows } from "../store";
import { type BucketFields, checkBucket, readBucketPatch, readNewBucket } from "../validate";
import type { World } from "../world";

const UUID = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;

/** All under `/orgs/{org}/buckets`. */
export function addBuckets(app: Hono<Env>, world: World): void {
  const { behaviour, options } = world;

  app.get("/orgs/:org/buckets", (c) => {
    const org = orgOf(c, world).asOf(behaviour.listLagMs);
    return c.json(org.buckets().map(bucketBody));
  });

  app.post("/orgs/:org/buckets", async (c) => {
    const org = orgToChange(c, world);
    const problems = new Problems(behaviour.echoInput);
    const sent = readNewBucket(jsonObject(c.env.body, problems), problems);
    refuseManaged(sent.em_managed, false);
    refuseTaken(org, sent, undefined, behaviour);
    const now = timestamp();
    const row: BucketRow = {
      ...sent,
      id: randomUUID(),
      created: now,
      updated: now,
      created_by: options.createdBy === undefined ? c.var.principal.email : options.createdBy,
      is_default: false,
      health: null,
    };
    org.putBucket(row);
    return c.json(bucketBody(row), behaviour.createdStatus);
  });

  app.get("/orgs/:org/buckets/:id", (c) => c.json(bucketBody(bucketOf(c, orgOf(c, world)))));

  app.patch("/orgs/:org/buckets/:id", async (c) => {
    const org = orgToChange(c, world);
    const problems = new Problems(behaviour.echoInput);
    const body = jsonObject(c.env.body, problems);
    const stored = bucketOf(c, org);
    const patch = readBucketPatch(body, stored, problems);
    refuseManaged(patch.em_managed, stored.em_managed);
    const beyondNickname = Object.keys(patch).some((field) => field !== "nickname" && field !== "em_managed");
    if (beyondNickname) refuseInUse(org, stored, "be modified, save for its nickname,", behaviour);
    const row = { ...stored, ...patch, updated: timestamp() };
    if (beyondNickname) checkBucket(row, problems);
    refuseTaken(org, row, stored.id, behaviour);
    org.putBucket(row);
    return c.json(bucketBody(row));
  });

  app.delete("/orgs/:org/buckets/:id", (c) => {
    const org = orgToChange(c, world);
    const row = bucketOf(c, org);
    refuseInUse(org, row, "be deleted", behaviour);
    org.deleteBucket(row.id);
    return emptyAnswer(behaviour);
  });

  app.get("/orgs/:org/buckets/:id/repos", (c) => {
    const org = orgOf(c, world);
    const relying = org.asOf(behaviour.listLagMs).reposOf(bucketOf(c, org).id);
    const repos = relying.filter((repo) => behaviour.ghostsListed || repo.deleted_at === null);
    return c.json(repos.map((repo) => repoBody(org, repo)));
  });

  app.post("/orgs/:org/buckets/:id/default", (c) => {
    const org = orgToChange(c, world);
    org.setDefault(bucketOf(c, org).id);
    return emptyAnswer(behaviour);
  });
}

function bucketOf(c: Context<Env>, org: OrgRows): BucketRow {
  const id = c.req.param("id") ?? "";
  const row = org.bucket(id) ?? org.bucket(id.toLowerCase());
  if (row) return row;
  if (!UUID.test(id))
    throw new Refusal(422, [{ loc: ["path", "bucket_id"], msg: "Input should be a valid UUID", type: "uuid_parsing" }]);
  throw new Refusal(404, `Bucket '${id}' not found in organization '${org.name}'`);
}

/** Only the service's own super admins may set `em_managed`. */
function refuseManaged(wanted: boolean | undefined, stored: boolean): void {
  if (wanted !== undefined && wanted !== stored) throw new Refusal(403, "Only super admins may set em_managed");
}

function refuseTaken(org: OrgRows, wanted: BucketFields, id: string | undefined, behaviour: Behaviour): void {
  const { nickname, platform, name, prefix } = wanted;
  for (const row of org.buckets()) {
    if (row.id === id) continue;
    if (row.nickname === nickname)
      throw conflict(behaviour, behaviour.nicknameTakenStatus, `A bucket with nickname '${nickname}' already exists`);
    if (row.prefix === prefix && row.name === name && row.platform === platform) {
      const message = `A bucket config for '${locationOf(wanted)}' already exists`;
      throw conflict(behaviour, behaviour.locationTakenStatus, message);
    }
  }
}

function refuseInUse(org: OrgRows, row: BucketRow, doing: string, behaviour: Behaviour): void {
  const repos = org.reposOf(row.id).filter((repo) => behaviour.ghostsHoldBuckets || repo.deleted_at === null);
  if (repos.length > 0 || org.held.has(row.id))
    throw conflict(behaviour, behaviour.inUseStatus, `Bucket '${row.nickname}' cannot ${doing} while it is in use`);
}
