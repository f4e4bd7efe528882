import { onTestFinished } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../provider/emulator/index";

/** An emulator for one test. */
export async function emulate(options?: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into an answer whose form it asserts
  body: any;
}

/** One request with the emulator's own token, or another; `null` sends none. */
export async function ask(
  emulator: Emulator,
  verb: string,
  path: string,
  body?: unknown,
  token: string | null = emulator.token,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(emulator.url + path, {
    method: verb,
    headers: token === null ? headers : { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: isJson && text !== "" ? JSON.parse(text) : text };
}

/** One request to the emulator's own routes, as a program sends it. */
export function steer(emulator: Emulator, verb: string, path: string, body?: unknown): Promise<Answer> {
  return ask(emulator, verb, `/_emulator/${path}`, body, null, { "content-type": "application/json" });
}

export const AWS_ROLE = {
  method: "aws_customer_managed_role",
  external_customer_id: "123456789012",
  external_role_name: "arraylake",
  shared_secret: "external-id",
};

export const R2_ROLE = {
  method: "r2_customer_managed_role",
  external_account_id: "account",
  parent_access_key_id: "parent-key",
  account_api_token: "api-token",
};

/** The body of a POST that is right in every way. */
export function s3(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    nickname: "era5",
    platform: "s3",
    name: "acme-arraylake",
    prefix: "era5",
    extra_config: { region_name: "us-east-1" },
    auth_config: AWS_ROLE,
    ...changes,
  };
}

export const BUCKETS = "/orgs/acme/buckets";
