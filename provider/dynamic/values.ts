type Values = Readonly<Record<string, unknown>>;

/** What Pulumi hands in, without the line that led here. */
export function incoming(values: Values | undefined): Values {
  const { __provider, ...rest } = values ?? {};
  return rest;
}

/**
 * What goes back to Pulumi: plain JSON, with `undefined` dropped. Pulumi refuses anything else only after the remote object
 * was made, so it is refused here, where the mistake is.
 */
export function outgoing<Value extends object | undefined>(value: Value): Value {
  return plain(value, "result") as Value;
}

function plain(value: unknown, path: string): unknown {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => plain(item, `${path}[${index}]`));
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`${path} is not plain JSON: a defect of pulumi-arraylake`);
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, `${path}.${key}`)]));
}
