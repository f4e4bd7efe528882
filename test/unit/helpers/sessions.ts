import { onTestFinished } from "vitest";
import { dynamicFace } from "../../../provider/dynamic/face";
import type { Emulator } from "../../../provider/emulator/index";
import { Session, type SessionOptions } from "../../../provider/lifecycle/session";
import { timeless } from "./clock";

export interface OpenSession {
  session: Session;
  /** What the user was told. */
  told: { info: string[]; warn: string[] };
}

/** A configured provider's session with an emulator, or another service, org `acme`, and settings besides, whose waits are over at once. */
export function openSession(
  { url, token = "ema_emulator" }: Pick<Emulator, "url"> & Partial<Emulator>,
  settings: Record<string, string> = {},
  options: SessionOptions = timeless(url),
): OpenSession {
  const told = { info: [] as string[], warn: [] as string[] };
  const config: Record<string, string | undefined> = {
    "arraylake:org": "acme",
    "arraylake:token": token,
    "arraylake:serviceUri": url,
    "arraylake:timeoutSeconds": "20",
    ...settings,
  };
  const session = new Session(
    { config: (key) => config[key], env: {} },
    dynamicFace({ info: (message) => told.info.push(message), warn: (message) => told.warn.push(message) }),
    options,
  );
  onTestFinished(() => session.close());
  return { session, told };
}
/** What is asked for the repos of all configs, or of one. */
export const REPOS = /\/repos(\/paginated)?$/;

/** The calls that an emulator saw, as `VERB last-part-of-the-path`, since the last time it was asked. */
export function callsSince(emulator: Emulator): string[] {
  const calls = emulator
    .calls()
    .map(({ method, path }) => `${method} ${path.replace(/^\/orgs\/[^/]+\//, "").replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
  emulator.clearCalls();
  return calls;
}

/** A text with what differs from run to run replaced. */
export function steady(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:+.]+Z?/g, "TIME")
    .replaceAll(/service-[0-9a-f]{8}@/g, "service@")
    .replaceAll(/127\.0\.0\.1:\d+/g, "HOST");
}
