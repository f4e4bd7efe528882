import { FIELD_NAMES } from "../model/fields";
import { type NormalForm, stateForm } from "../model/normal-form";
import { SIGNATURE, UNKNOWN } from "../model/unknown";

/** What `pulumi preview --json` says in the place of a secret. */
export const BLINDED = "[secret]";

/** What a state, or a part of a preview, holds of a BucketConfig, in today's form and with all that is hidden there made unknown. */
export function formOf(values: Readonly<Record<string, unknown>>): NormalForm {
  const entries = FIELD_NAMES.map((field) => [field, readable(values[field])]);
  return stateForm(Object.fromEntries(entries) as NormalForm);
}

function readable(value: unknown): unknown {
  if (value === undefined || value === BLINDED) return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
}
