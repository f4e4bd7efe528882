import { changesBetween } from "./diff";
import { findProblems, type NormalForm, normalForm } from "./normal-form";
import type { Problem } from "./problems";
import type { Loose } from "./rules";

/**
 * What is wrong with the input of a config that stands. A rule that is younger than it doesn't count: to obey would change
 * the config, and so replace it, which repos may forbid for ever. What is replaced is made anew, and has to obey all rules.
 * `org` is what stands in for a missing `input.org`.
 */
export function problemsWhereStanding(before: NormalForm, input: Loose, org: string): Problem[] {
  const problems = findProblems(input);
  if (problems.length === 0 || problems.some(({ younger }) => !younger)) return problems;
  const changes = changesBetween(before, normalForm(input, org));
  return changes.some(({ rule, certain }) => rule === "replace" && certain) ? problems : [];
}
