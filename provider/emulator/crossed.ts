import { bucketBody } from "./format";
import { madeUp } from "./rows-by-hand";
import type { World } from "./world";

/** Some BucketConfig of the org of a path that an answer doesn't speak of; one that never was, where there is none. */
export function anotherBucket({ orgs }: World, path: string, answer: string): string {
  const org = orgs.get(decodeURIComponent(/^\/orgs\/([^/]+)/.exec(path)?.[1] ?? ""));
  const other = org?.buckets().find(({ id }) => !answer.includes(id));
  return JSON.stringify(bucketBody(other ?? madeUp({})));
}
