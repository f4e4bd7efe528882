/** Values by name, whose shape nobody vouches for yet. */
export type Values = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asRecord(value: unknown): Values {
  return typeof value === "object" && value !== null ? (value as Values) : {};
}
