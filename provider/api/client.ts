import {
  type BucketAnswer,
  bucketAnswer,
  bucketsAnswer,
  type RepoAnswer,
  repoPageAnswer,
  reposAnswer,
} from "./answers";
import type { Connection } from "./connection";
import type { RetryLimits } from "./retry";

const PAGE_SIZE = 100;

/** The endpoints of Arraylake that BucketConfigs need: one endpoint, one method. */
export class ArraylakeClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get limits(): RetryLimits {
    return this.#connection.limits;
  }

  serviceTime(): number {
    return this.#connection.serviceTime();
  }

  /** All BucketConfigs of an organisation: the service doesn't paginate them. */
  listBuckets(org: string): Promise<BucketAnswer[]> {
    return this.#connection.send({
      method: "GET",
      path: `${bucketsPath(org)}`,
      repeatable: "read",
      answer: bucketsAnswer,
    });
  }

  /** Sent exactly once, except where the service said that it did nothing (429). */
  createBucket(org: string, body: object): Promise<BucketAnswer> {
    return this.#connection.send({
      method: "POST",
      path: bucketsPath(org),
      repeatable: "once",
      answer: bucketAnswer,
      body,
    });
  }

  renameBucket(org: string, id: string, nickname: string): Promise<BucketAnswer> {
    return this.#connection.send({
      method: "PATCH",
      path: bucketPath(org, id),
      repeatable: "idempotent",
      answer: bucketAnswer,
      body: { nickname },
    });
  }

  deleteBucket(org: string, id: string): Promise<void> {
    return this.#connection.send({
      method: "DELETE",
      path: bucketPath(org, id),
      repeatable: "idempotent",
    }) as Promise<void>;
  }

  /** The repos that rely on a BucketConfig. */
  listReposOfBucket(org: string, id: string): Promise<RepoAnswer[]> {
    return this.#connection.send({
      method: "GET",
      path: `${bucketPath(org, id)}/repos`,
      repeatable: "read",
      answer: reposAnswer,
    });
  }

  setDefaultBucket(org: string, id: string): Promise<void> {
    return this.#connection.send({
      method: "POST",
      path: `${bucketPath(org, id)}/default`,
      repeatable: "idempotent",
    }) as Promise<void>;
  }

  /** All repos of an organisation, page by page. */
  async listRepos(org: string, includeGhosts: boolean): Promise<RepoAnswer[]> {
    const repos: RepoAnswer[] = [];
    for (let page = 1, pages = 1; page <= pages; page++) {
      const path = `/orgs/${encodeURIComponent(org)}/repos/paginated?page=${page}&size=${PAGE_SIZE}&include_ghosts=${includeGhosts}`;
      const answer = await this.#connection.send({ method: "GET", path, repeatable: "read", answer: repoPageAnswer });
      repos.push(...answer.items);
      pages = answer.pages ?? pages;
    }
    return repos;
  }
}

function bucketsPath(org: string): string {
  return `/orgs/${encodeURIComponent(org)}/buckets`;
}

function bucketPath(org: string, id: string): string {
  return `${bucketsPath(org)}/${encodeURIComponent(id)}`;
}
