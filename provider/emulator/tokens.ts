import { createHash } from "node:crypto";
import { Refusal } from "./refusal";

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
  clientId: string;
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

/** Who sends a request with this `Authorization` header. @throws Refusal (401) when no accepted token is in it */
export function authenticate(principals: ReadonlyMap<string, Principal>, header: string | null): Principal {
  if (header === null) throw new Refusal(401, "Not authenticated");
  const token = /^bearer +(.+)$/i.exec(header)?.[1]?.trim() ?? "";
  const found = principals.get(token);
  if (!found) throw new Refusal(401, "Invalid or expired token");
  return found;
}

function principal(token: string, grant: TokenGrant): Principal {
  const hash = createHash("sha256").update(token).digest("hex");
  const person = token.startsWith("ey");
  return {
    kind: person ? "person" : "service",
    id: uuidFrom(hash),
    clientId: hash.slice(32, 56),
    email: `${person ? "person" : "service"}-${hash.slice(0, 8)}@example.com`,
    orgs: grant.orgs ? new Set(grant.orgs) : undefined,
    admin: grant.admin ?? true,
  };
}

function uuidFrom(hash: string): string {
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
