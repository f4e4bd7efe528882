import { UNKNOWN } from "../../model/unknown";
import { oneLine } from "../../one-line";
import { packageVersion } from "../../version";
import type { Report } from "./model";

const LONGEST = 240;
/** Of the repos of one BucketConfig; the rest is counted, and unfolded where that can be. */
export const REPOS_SHOWN = 10;

/** What somebody else wrote, on one line, cut where it is long. */
export function shown(text: string): string {
  // A name that is encrypted in the state is unknown here.
  const readable = oneLine(text).replaceAll(UNKNOWN, "(unknown)");
  const characters = Array.from(readable);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : readable;
}

interface Count {
  readonly key: "all" | "changed" | "gone" | "undeclared" | "unhealthy";
  readonly count: number;
  readonly label: string;
  /** How bad it is if there are any. */
  readonly concern: "" | "warn" | "bad";
}

/** The counts at the top of a report; of stacks it only speaks where some were asked for. */
export function summaryOf({ configs, movedDefaults, gone, stacks }: Report): Count[] {
  const isDrifted = ({ declarations }: (typeof configs)[number]) =>
    declarations.some(({ differences }) => differences.length > 0);
  const changed = configs.filter(isDrifted).length + movedDefaults.length;
  const undeclared = configs.filter(({ isUndeclared }) => isUndeclared).length;
  const unhealthy = configs.filter(({ health }) => health === "unhealthy").length;
  const compared: Count[] = [
    { key: "changed", count: changed, label: "changed outside", concern: "warn" },
    { key: "gone", count: gone.length, label: "gone", concern: "bad" },
    { key: "undeclared", count: undeclared, label: "not declared", concern: "warn" },
  ];
  return [
    { key: "all", count: configs.length, label: configs.length === 1 ? "BucketConfig" : "BucketConfigs", concern: "" },
    ...(stacks ? compared : []),
    { key: "unhealthy", count: unhealthy, label: "unhealthy", concern: "bad" },
  ];
}

/** What can be done about each finding; backticks mark code. */
export const ADVICE = {
  changed:
    "`pulumi up --refresh` puts back what is declared. To keep what stands at Arraylake, write it into the program.",
  gone: "They stand in a stack's state, and no longer at Arraylake. `pulumi up --refresh` makes them anew. To let go of them, take them out of the program.",
  undeclared: "No stack of this report declares them. `pulumi-arraylake export` prints what declares them.",
  unhealthy: "Arraylake's own last check of the object store says so.",
};
export const SECRETS_NOTE = "Secrets aren't compared: they are encrypted in the state.";

export function madeBy(at: Date): string {
  return `Made at ${at.toISOString()} by pulumi-arraylake ${packageVersion()}.`;
}
