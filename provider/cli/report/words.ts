import type { GetRepoResult } from "../../lifecycle/lookups";
import { UNKNOWN } from "../../model/unknown";
import { oneLine } from "../../one-line";
import { isDrifted, isUndeclared, type Origin, type Report } from "./model";

const LONGEST = 240;
const REPOS_SHOWN = 10;

/** What somebody else wrote, on one line, cut where it is long. */
export function shown(text: string): string {
  // A name that is encrypted in the state is unknown here.
  const readable = oneLine(text).replaceAll(UNKNOWN, "(unknown)");
  const characters = Array.from(readable);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : readable;
}

export interface Count {
  readonly key: "all" | "changed" | "gone" | "undeclared" | "unhealthy";
  readonly count: number;
  readonly label: string;
}

/** The counts at the top of a report; of stacks it only speaks where some were asked for. */
export function summaryOf(report: Report): Count[] {
  const { configs, movedDefaults, gone, stacks } = report;
  const unhealthy = configs.filter(({ health }) => health === "unhealthy").length;
  const changed = configs.filter(isDrifted).length + movedDefaults.length;
  const undeclared = configs.filter((config) => isUndeclared(report, config)).length;
  const compared: Count[] = [
    { key: "changed", count: changed, label: "changed outside" },
    { key: "gone", count: gone.length, label: "gone" },
    { key: "undeclared", count: undeclared, label: "not declared" },
  ];
  return [
    { key: "all", count: configs.length, label: configs.length === 1 ? "BucketConfig" : "BucketConfigs" },
    ...(stacks ? compared : []),
    { key: "unhealthy", count: unhealthy, label: "unhealthy" },
  ];
}

/** The first repos of a list, and the rest where it is long. */
export function shortened(repos: readonly GetRepoResult[]): {
  first: readonly GetRepoResult[];
  rest: readonly GetRepoResult[];
} {
  return { first: repos.slice(0, REPOS_SHOWN), rest: repos.slice(REPOS_SHOWN) };
}

export const CHANGED_ADVICE =
  "`pulumi up --refresh` puts back what is declared. To keep what stands at Arraylake, write it into the program.";
export const GONE_ADVICE =
  "They stand in a stack's state, and no longer at Arraylake. `pulumi up --refresh` makes them anew. To let go of them, take them out of the program.";
export const UNDECLARED_ADVICE =
  "No stack of this report declares them. `pulumi-arraylake export` prints what declares them.";
export const UNHEALTHY_ADVICE = "Arraylake's own last check of the object store says so.";
export const SECRETS_NOTE = "Secrets aren't compared: they are encrypted in the state.";

export function madeBy({ at, version }: Origin): string {
  return `Made at ${at.toISOString()} by pulumi-arraylake ${version}.`;
}
