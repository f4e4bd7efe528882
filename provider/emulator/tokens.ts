import { createHash, randomUUID } from "node:crypto";

/** The token that an emulator accepts when none is named. */
export const DEFAULT_TOKEN = "ema_emulator";

/** What a token may do. */
export interface TokenGrant {
  /** The orgs it may use. @default all of the emulator's */
  orgs?: string[];
  /** Whether it may create, change and delete, as only an org's admins may. @default true */
  admin?: boolean;
}

/** The accepted tokens: one, several, or each with the orgs it may use or with all that it may do. */
export type Tokens = string | readonly string[] | Readonly<Record<string, readonly string[] | TokenGrant>>;

/** Who sends a request. */
export interface Principal {
  /** Service tokens begin `ema_`, the tokens of people `ey`. */
  kind: "service" | "person";
  id: string;
  email: string;
  /** Absent: all orgs. */
  orgs: ReadonlySet<string> | undefined;
  admin: boolean;
}

/** Reads the option into who stands behind each token. */
export function principalsOf(tokens: Tokens): Map<string, Principal> {
  if (typeof tokens === "string") return principalsOf([tokens]);
  if (isList(tokens)) return new Map(tokens.map((token) => [token, principal(token, {})]));
  return new Map(
    Object.entries(tokens).map(([token, grant]) => [
      token,
      principal(token, isList(grant) ? { orgs: [...grant] } : grant),
    ]),
  );
}

function principal(token: string, { orgs, admin = true }: TokenGrant): Principal {
  const kind = token.startsWith("ey") ? "person" : "service";
  const hash = createHash("sha256").update(token).digest("hex");
  return {
    kind,
    id: randomUUID(),
    email: `${kind}-${hash.slice(0, 8)}@example.com`,
    orgs: orgs && new Set(orgs),
    admin,
  };
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
