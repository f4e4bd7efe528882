import type { GetBucketConfigResult, GetRepoResult } from "../../lifecycle/lookups";
import { type Difference, readableDifferences } from "../../model/diff";
import type { NormalForm } from "../../model/normal-form";
import { pathText } from "../../model/problems";
import type { StandingBucketConfig } from "../../model/standing-bucket-config";
import { isUnknown } from "../../model/unknown";
import { inOrder } from "../in-order";

/** A resource in a stack's state. */
export interface Declared {
  readonly stack: string;
  /** The resource's name. */
  readonly resource: string;
  /** Of the BucketConfig that it is, or that it makes the organisation's default. */
  readonly id: string;
}

/** A BucketConfig as a stack's state holds it; what is encrypted there is unknown. */
interface DeclaredBucketConfig extends Declared {
  readonly form: NormalForm;
}

/** A DefaultBucketConfig as a stack's state holds it. */
interface DeclaredDefault extends Declared {
  readonly org: string;
}

/** What a stack's state says of BucketConfigs, of whichever organisation. */
export interface StackState {
  readonly stack: string;
  readonly bucketConfigs: readonly DeclaredBucketConfig[];
  readonly defaults: readonly DeclaredDefault[];
}

/** A default that is another one at Arraylake than in a state. */
interface MovedDefault extends DeclaredDefault {
  /** The declared one, if it still stands. */
  readonly declared: ReportedConfig | undefined;
  /** The one that is the default now. */
  readonly actual: ReportedConfig | undefined;
}

/** A BucketConfig as it stands, and what nobody can read of it. Its id is empty where that is so of it. */
export interface Standing extends GetBucketConfigResult {
  readonly unreadable: StandingBucketConfig["unreadable"];
}

/** The paths of what can't be read of a BucketConfig. */
export function gapsIn({ id, unreadable }: Standing): string[] {
  return [...(id === "" ? ["id"] : []), ...unreadable.map(pathText)];
}

export interface Declaration extends DeclaredBucketConfig {
  /** What changed outside: the fields whose value at Arraylake is not the state's. */
  readonly differences: readonly Difference[];
}

export interface ReportedConfig {
  readonly standing: Standing;
  /** `unknown`: in a word that is plainly neither good nor bad. */
  readonly health: "healthy" | "unhealthy" | "unknown" | "never checked";
  /** The repos that rely on it, deleted ones in their grace period included. */
  readonly repos: readonly GetRepoResult[];
  readonly declarations: readonly Declaration[];
  /** That none of the report's stacks declares it; false where none was asked for. */
  readonly isUndeclared: boolean;
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

/** The one that new repos use when they name none. */
export function defaultOf({ configs }: Pick<Report, "configs">): ReportedConfig | undefined {
  return configs.find(({ standing }) => standing.isDefault);
}

/** Puts together what stands at Arraylake and what the stacks' states say, in an order that stays. */
export function reportOf(
  org: string,
  standing: readonly Standing[],
  repos: readonly GetRepoResult[],
  states: readonly StackState[] | undefined,
): Report {
  const byId = new Set(standing.map(({ id }) => id));
  const declared = inOrder(states?.flatMap(({ bucketConfigs }) => bucketConfigs) ?? [], placeOf).filter(
    ({ id, form }) => form.org === org || (isUnknown(form.org) && byId.has(id)),
  );
  const declaredById = Map.groupBy(declared, ({ id }) => id);
  const reposById = Map.groupBy(
    inOrder(repos, ({ name }) => [name]),
    ({ bucketConfigId }) => bucketConfigId,
  );
  const configs = inOrder(standing, ({ platform, nickname, id }) => [platform, nickname, id]).map((config) => ({
    standing: config,
    health: healthOf(config),
    repos: reposById.get(config.id) ?? [],
    declarations: (declaredById.get(config.id) ?? []).map((each) => ({
      ...each,
      differences: readableDifferences(each.form, config),
    })),
    isUndeclared: states !== undefined && !declaredById.has(config.id),
  }));
  const actual = defaultOf({ configs });
  const defaults = inOrder(states?.flatMap((state) => state.defaults) ?? [], placeOf);
  return {
    org,
    stacks: states?.map(({ stack }) => stack),
    configs,
    movedDefaults: defaults
      .filter((mark) => mark.org === org && mark.id !== actual?.standing.id)
      .map((mark) => ({ ...mark, declared: configs.find((config) => config.standing.id === mark.id), actual })),
    gone: declared.filter(({ id }) => !byId.has(id)),
  };
}

function placeOf({ stack, resource, id }: Declared): string[] {
  return [stack, resource, id];
}

const GOOD = ["healthy", "ok"];
const BAD = ["unhealthy", "degraded", "error", "fail", "unreachable"];

/** Which words the service has for health is not documented. One that is plainly neither good nor bad raises no alarm. */
function healthOf({ health }: GetBucketConfigResult): ReportedConfig["health"] {
  if (!health) return "never checked";
  const status = health.status?.toLowerCase() ?? "";
  if (GOOD.includes(status)) return "healthy";
  return BAD.some((word) => status.startsWith(word)) ? "unhealthy" : "unknown";
}
