/**
 * What goes back to Pulumi: plain JSON, with `undefined` dropped. Pulumi refuses anything else only after the remote object
 * was made, so it is refused here, where the mistake is.
 */
export function plainJson<Value extends object | undefined>(value: Value): Value {
  return value === undefined ? value : (plain(value, ["result"]) as Value);
}

/** Far more than a state nests, and far less than what Pulumi's own code can carry. */
const DEEPEST = 100;

/** @param path where the value is; it grows and shrinks on the way */
function plain(value: unknown, path: string[]): unknown {
  if (value === null || typeof value === "boolean") return value;
  // Half a character can't be carried: in a value Pulumi's own code drops it, and for one in a key the engine refuses the answer.
  if (typeof value === "string") return value.toWellFormed();
  // Zero below zero would be another zero in the state than in the program.
  if (typeof value === "number" && Number.isFinite(value)) return value === 0 ? 0 : value;
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  const isList = Array.isArray(value);
  if ((!isList && prototype !== Object.prototype && prototype !== null) || value === undefined || path.length > DEEPEST)
    throw new TypeError(`${path.join("")} is not plain JSON: a defect of pulumi-arraylake`);
  const inside = (item: unknown, step: string) => {
    path.push(step);
    const result = plain(item, path);
    path.pop();
    return result;
  };
  if (isList) return Array.from(value, (item, index) => inside(item, `[${index}]`));
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key.toWellFormed(), inside(item, `.${key}`)]));
}
