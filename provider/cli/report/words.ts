import { packageVersion } from "../../version";
import { printable } from "../printable";

const LONGEST = 240;
/** Of the repos of one BucketConfig; the rest is counted, and unfolded where that can be. */
export const REPOS_SHOWN = 5;
/** The same where they are only the reason for something: the list of all has the others. */
export const CULPRITS_SHOWN = 3;
/** Of the changed fields of one declaration; the rest is counted. */
export const FIELDS_SHOWN = 10;

/** What somebody else wrote, on one line, cut where it is long. */
export function shown(text: string): string {
  const characters = Array.from(printable(text));
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : characters.join("");
}

/** What can be done about each finding; backticks mark code. */
export const ADVICE = {
  changed:
    "`pulumi up --refresh` puts back what is declared, as the last column says. To keep what stands at Arraylake, write it into the program.",
  gone: "They stand in a stack's state, and no longer at Arraylake. `pulumi up --refresh` makes them anew. To let go of them, take them out of the program.",
  undeclared: "No stack of this report declares them. `pulumi-arraylake export` prints what declares them.",
  unhealthy: "Arraylake's own last check of the object store says so.",
  unreadable:
    "Arraylake says something of them in a form that this version can't read. If it lasts, tell Arraylake's support.",
};

export const DEFAULT_IS = "The default, which new repos use when they name none:";

export const SECRETS_NOTE =
  "Secrets aren't compared, since they are encrypted in the state: a key that was rotated at Arraylake is not seen here. " +
  "`pulumi preview --refresh` shows it, as a change of `authConfig`, where Arraylake gives it back.";

export function madeBy(at: Date): string {
  return `Made at ${at.toISOString()} by pulumi-arraylake ${packageVersion()}.`;
}
