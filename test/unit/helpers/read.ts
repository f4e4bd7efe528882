import { bucketAnswer } from "../../../provider/api/answers";
import { readInput } from "../../../provider/model/input";
import type { CheckedInputs, NormalForm } from "../../../provider/model/normal-form";
import type { Problem } from "../../../provider/model/problems";
import { type StandingBucketConfig, standingOf } from "../../../provider/model/standing-bucket-config";

type Values = Readonly<Record<string, unknown>>;

/** All that is wrong with an input. */
export function findProblems(input: Values): readonly Problem[] {
  return readInput(input, "acme").problems;
}

/** The normal form of an input without mistakes. */
export function normalForm(input: Values, org: string): CheckedInputs {
  const { form, problems } = readInput(input, org);
  if (!form) throw new Error(`A test gives an input with mistakes: ${JSON.stringify(problems)}`);
  return form;
}

/** A BucketConfig as a row of the service's list shows it. */
export function shown(row: object): StandingBucketConfig {
  return standingOf(bucketAnswer.parse({ id: "1", ...row }));
}

/** What can be read of such a row. */
export function formOfRow(row: object): Omit<NormalForm, "org"> {
  const { id: _, createdAt: __, createdBy: ___, unreadable: ____, untold: _____, ...form } = shown(row);
  return form;
}
