import type { GetBucketConfigResult, GetRepoResult } from "../../lifecycle/lookups";
import { type Difference, readableDifferences } from "../../model/diff";
import type { NormalForm } from "../../model/normal-form";
import { isUnknown } from "../../model/unknown";

/** A BucketConfig as a stack's state holds it; what is encrypted there is unknown. */
export interface DeclaredBucketConfig {
  readonly stack: string;
  /** The resource's name. */
  readonly resource: string;
  readonly id: string;
  readonly form: NormalForm;
}

/** What a stack's state says of BucketConfigs, of whichever organisation. */
export interface StackState {
  readonly stack: string;
  readonly bucketConfigs: readonly DeclaredBucketConfig[];
  readonly defaults: readonly DeclaredDefault[];
}

/** A DefaultBucketConfig as a stack's state holds it. */
export interface DeclaredDefault {
  readonly stack: string;
  /** The resource's name. */
  readonly resource: string;
  readonly org: string;
  /** The BucketConfig that it makes the organisation's default. */
  readonly id: string;
}

/** A default that is another one at Arraylake than in a state. */
export interface MovedDefault extends DeclaredDefault {
  /** The nickname of the declared one; its id where it no longer exists. */
  readonly declared: string;
  /** The nickname of the one that is the default now. */
  readonly actual: string | undefined;
}

export interface Declaration extends DeclaredBucketConfig {
  /** What changed outside: the fields whose value at Arraylake is not the state's. */
  readonly differences: readonly Difference[];
}

export type Health = "healthy" | "unhealthy" | "unknown";

export interface ReportedConfig {
  readonly standing: GetBucketConfigResult;
  readonly health: Health;
  /** The repos that rely on it, deleted ones in their grace period included. */
  readonly repos: readonly GetRepoResult[];
  readonly declarations: readonly Declaration[];
}

export interface Report {
  readonly org: string;
  /** The stacks whose states were compared; undefined where none was asked for. */
  readonly stacks: readonly string[] | undefined;
  /** By platform, then by nickname. */
  readonly configs: readonly ReportedConfig[];
  readonly movedDefaults: readonly MovedDefault[];
  /** Those of a state that no longer exist at Arraylake. */
  readonly gone: readonly DeclaredBucketConfig[];
}

/** When and by which version a report was made. */
export interface Origin {
  readonly at: Date;
  readonly version: string;
}

/** Puts together what stands at Arraylake and what the stacks' states say, in an order that stays. */
export function reportOf(
  org: string,
  standing: readonly GetBucketConfigResult[],
  repos: readonly GetRepoResult[],
  states: readonly StackState[] | undefined,
): Report {
  const ids = new Set(standing.map(({ id }) => id));
  const declared = (states ?? [])
    .flatMap(({ bucketConfigs }) => bucketConfigs)
    .filter(({ id, form }) => form.org === org || (isUnknown(form.org) && ids.has(id)));
  const reposById = grouped(repos, ({ bucketConfigId }) => bucketConfigId);
  const declaredById = grouped(declared, ({ id }) => id);
  const configs = standing.map((config) => ({
    standing: config,
    health: healthOf(config),
    repos: inOrder(reposById.get(config.id) ?? [], ({ name }) => [name]),
    declarations: inOrder(declaredById.get(config.id) ?? [], placeOf).map((each) => ({
      ...each,
      differences: readableDifferences(each.form, config),
    })),
  }));
  return {
    org,
    stacks: states?.map(({ stack }) => stack),
    configs: inOrder(configs, ({ standing: { platform, nickname, id } }) => [platform, nickname, id]),
    movedDefaults: inOrder(movedDefaults(org, standing, states ?? []), placeOf),
    gone: inOrder(
      declared.filter(({ id }) => !ids.has(id)),
      placeOf,
    ),
  };
}

const GOOD = ["healthy", "ok"];
const BAD = ["unhealthy", "degraded", "error", "fail", "unreachable"];

/** Which words the service has for health is not documented. One that is plainly neither good nor bad raises no alarm. */
function healthOf({ health }: GetBucketConfigResult): Health {
  const status = health?.status?.toLowerCase() ?? "";
  if (GOOD.includes(status)) return "healthy";
  return BAD.some((word) => status.startsWith(word)) ? "unhealthy" : "unknown";
}

function movedDefaults(
  org: string,
  standing: readonly GetBucketConfigResult[],
  states: readonly StackState[],
): MovedDefault[] {
  const actual = standing.find(({ isDefault }) => isDefault);
  return states
    .flatMap(({ defaults }) => defaults)
    .filter((mark) => mark.org === org && mark.id !== actual?.id)
    .map((mark) => ({
      ...mark,
      declared: standing.find(({ id }) => id === mark.id)?.nickname ?? mark.id,
      actual: actual?.nickname,
    }));
}

function placeOf({ stack, resource, id }: Pick<DeclaredBucketConfig, "stack" | "resource" | "id">): string[] {
  return [stack, resource, id];
}

function inOrder<Item>(items: readonly Item[], keysOf: (item: Item) => string[]): Item[] {
  return items.toSorted((a, b) => compareKeys(keysOf(a), keysOf(b)));
}

/** By the first key in which two differ, by code units, so that the order is the same on every machine. */
function compareKeys(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((key, index) => key !== b[index]);
  if (at < 0) return 0;
  return (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}

/** Items by what they have in common, in their order. */
export function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

export function isUndeclared(report: Report, { declarations }: ReportedConfig): boolean {
  return report.stacks !== undefined && declarations.length === 0;
}

export function isDrifted({ declarations }: ReportedConfig): boolean {
  return declarations.some(({ differences }) => differences.length > 0);
}
