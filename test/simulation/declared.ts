import type { Entry } from "./engine";
import { clear } from "./marks";
import { type Goal, isIgnored, isReference } from "./program";
import { locationOf, type Row } from "./service";

/**
 * Whether what stands is what a program says.
 * @param isComparable whether its secrets could ever be compared
 */
export function isAsDeclared(goal: Goal, entry: Entry, row: Row, isComparable = true): boolean {
  const { args } = goal;
  const auth = args.authConfig as Record<string, unknown>;
  const { secretAccessKey } = auth;
  // Whoever takes it over can't compare what isn't told.
  const isTold = row.oddity !== "no auth config";
  return (
    (isIgnored(goal, "nickname") || row.nickname === args.nickname) &&
    (args.uri === undefined || locationOf(row) === args.uri) &&
    (isReference(args.prefix) ? row.prefix === clear(entry.outputs).prefix : true) &&
    (isIgnored(goal, "extraConfig") ||
      row.extra_config.region_name === (args.extraConfig as Record<string, unknown>).regionName) &&
    (!isTold || isIgnored(goal, "authConfig") || row.auth_config?.method === auth.method) &&
    (!isTold ||
      !isComparable ||
      isIgnored(goal, "authConfig") ||
      secretAccessKey === undefined ||
      row.auth_config?.secret_access_key === secretAccessKey)
  );
}

/** Also in the secrets that the service doesn't tell, which nobody can compare who takes a config over. */
export function isWhollyAsDeclared(goal: Goal, entry: Entry, row: Row): boolean {
  const auth = Object.entries(wireAuth(goal.args.authConfig as object));
  return (
    isAsDeclared(goal, entry, row) &&
    row.org === (goal.args.org ?? "acme") &&
    auth.every(([field, value]) => row.auth_config?.[field] === value)
  );
}

/** Whether the state has the declared auth config. */
export function hasAuthOf({ args }: Goal, { outputs }: Entry): boolean {
  const recorded = Object.values(clear(outputs).authConfig as object);
  return Object.values(args.authConfig as object).every((value) => recorded.includes(value));
}

export function wireAuth(authConfig: object): Record<string, unknown> {
  const fields = Object.entries(authConfig);
  return Object.fromEntries(
    fields.map(([key, value]) => [key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}
