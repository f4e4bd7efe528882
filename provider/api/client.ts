import type { z } from "zod";
import type { NormalForm } from "../model/normal-form";
import {
  type BucketAnswer,
  bucketAnswer,
  bucketsAnswer,
  emptyAnswer,
  type RepoAnswer,
  repoPageAnswer,
  reposAnswer,
  userAnswer,
} from "./answers";
import type { Connection } from "./connection";
import { AddressError, AnswerError } from "./errors";
import { toWire } from "./wire";

const PAGE_SIZE = 100;
/** No organisation has as many: who counts on beyond it never ends. */
const MOST_PAGES = 10_000;

/** The endpoints of Arraylake that BucketConfigs need: one endpoint, one method. */
export class ArraylakeClient {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** All BucketConfigs of an organisation: the service doesn't paginate them. */
  listBuckets(org: string): Promise<BucketAnswer[]> {
    return this.#get(bucketsPath(org), bucketsAnswer);
  }

  getBucket(org: string, id: string): Promise<BucketAnswer> {
    return this.#get(bucketPath(org, id), bucketAnswer);
  }

  /** Sent exactly once: what comes after an answer that says no, or that is lost, is its sender's to decide. */
  createBucket(org: string, config: NormalForm, onTurn?: (waited: number) => void): Promise<BucketAnswer> {
    return this.connection.send({
      method: "POST",
      path: bucketsPath(org),
      once: true,
      answer: bucketAnswer,
      body: toWire(config),
      onTurn,
    });
  }

  renameBucket(org: string, id: string, nickname: string): Promise<BucketAnswer> {
    return this.connection.send({
      method: "PATCH",
      path: bucketPath(org, id),
      answer: bucketAnswer,
      body: { nickname },
    });
  }

  /** @returns whether the answer says that it was done: one with a body belongs to another request */
  deleteBucket(org: string, id: string): Promise<boolean> {
    return this.connection.send({ method: "DELETE", path: bucketPath(org, id), answer: emptyAnswer });
  }

  /** The repos that rely on a BucketConfig. */
  listReposOfBucket(org: string, id: string): Promise<RepoAnswer[]> {
    return this.#get(`${bucketPath(org, id)}/repos`, reposAnswer);
  }

  /** @returns whether the answer says that it was done: one with a body belongs to another request */
  setDefaultBucket(org: string, id: string): Promise<boolean> {
    return this.connection.send({ method: "POST", path: `${bucketPath(org, id)}/default`, answer: emptyAnswer });
  }

  /** The e-mail address of the token's owner, which is what BucketConfigs say they were created by; where it has one. */
  async ownEmail(): Promise<string | undefined> {
    return (await this.#get("/user", userAnswer)).email;
  }

  /**
   * All repos of an organisation, page by page, until a page brings nothing new.
   * @param most where they are on more pages than that, only the first is asked for
   * @throws AnswerError where they are on more pages than are asked for
   */
  async listRepos(org: string, includeGhosts: boolean, most?: number): Promise<RepoAnswer[]> {
    const repos = new Map<string, RepoAnswer>();
    const path = `/orgs/${segment(org)}/repos/paginated?size=${PAGE_SIZE}&include_ghosts=${includeGhosts}`;
    const last = most ?? MOST_PAGES;
    for (let page = 1; page <= last; page++) {
      const { items, pages } = await this.#get(`${path}&page=${page}`, repoPageAnswer);
      if (most !== undefined && pages != null && pages > most) break;
      const known = repos.size;
      for (const [index, repo] of items.entries()) {
        const name = repo.unreadable?.includes("name") ? `${page}/${index}` : repo.name;
        repos.set(repo.id ?? name, repo);
      }
      if (repos.size === known || (pages != null && page >= pages)) return [...repos.values()];
    }
    throw new AnswerError(
      `Arraylake's list of the repos of '${org}' doesn't end: it still brought new ones on page ${last}. Nothing can be decided by it: tell Arraylake's support.`,
    );
  }

  #get<Schema extends z.ZodType>(path: string, answer: Schema): Promise<z.infer<Schema>> {
    return this.connection.send({ method: "GET", path, answer });
  }
}

function bucketsPath(org: string): string {
  return `/orgs/${segment(org)}/buckets`;
}

function bucketPath(org: string, id: string): string {
  return `${bucketsPath(org)}/${segment(id)}`;
}

/** One part of a path. @throws AddressError for what can't be one: an address drops `.`, climbs at `..`, and has no place for half a character */
function segment(name: string): string {
  if (name !== "" && name !== "." && name !== ".." && name.isWellFormed()) return encodeURIComponent(name);
  throw new AddressError(
    `${JSON.stringify(name)} can't be the name of an organisation or the id of a BucketConfig: it would lead to another address. Nothing was sent. Correct it where it was set.`,
  );
}
