import { describe, expect, test } from "vitest";
import type { Transport } from "../../../provider/api/transport";
import { JumpingClock } from "../helpers/clock";
import { emulate, failure } from "../helpers/connected";
import { METHODS, SECRETS } from "../helpers/samples";
import { openSession } from "../helpers/sessions";

describe("a secret that a resource declares", () => {
  const { accessKeyId, secretAccessKey, sharedSecret } = SECRETS;

  test("is kept out of what the service says to other requests, in whatever organisation", async () => {
    const emulator = await emulate({ orgs: ["acme", "other"] });
    const { session, told } = openSession(emulator);
    await session.organisation("acme").buckets();
    session.conceal(METHODS.hmac.input);
    session.conceal(METHODS.aws_customer_managed_role.input);
    const detail = `${accessKeyId}, ${secretAccessKey} and ${sharedSecret} of arraylake-role, by hmac`;
    const headers = { "x-arraylake-warning": `${accessKeyId} is old` };
    emulator.fail({ kind: "status", status: 403, body: { detail }, headers, times: "always" });
    for (const org of ["acme", "other"]) {
      const { message } = await failure(session.organisation(org).bucketsNow());
      expect(message).toContain(": [secret], [secret] and [secret] of arraylake-role, by hmac");
    }
    expect(told.warn).toEqual(["Arraylake: [secret] is old"]);
  });

  test("may be missing, or unlike a secret: its own check says so", async () => {
    const { session } = openSession(await emulate());
    for (const authConfig of [undefined, null, "hmac", { method: "hmac", accessKeyId: 5, secretAccessKey: null }])
      expect(() => session.conceal({ authConfig })).not.toThrow();
  });
});

describe("a try that hangs", () => {
  /** How long the first try took, in milliseconds, where the service never answers. */
  async function firstTry(timeoutSeconds: string): Promise<number | undefined> {
    const clock = new JumpingClock();
    const begin = clock.now();
    const ends: number[] = [];
    const silence: Transport = {
      exchange: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            ends.push(clock.now() - begin);
            reject(signal.reason);
          });
        }),
      close: async () => undefined,
    };
    const settings = { "arraylake:timeoutSeconds": timeoutSeconds };
    const { session } = openSession({ url: "http://127.0.0.1:9" }, settings, { clock, transport: silence });
    await failure(session.organisation("acme").buckets());
    return ends[0];
  }

  test.each([
    ["30", 10_000],
    ["1", 334],
    ["300", 100_000],
    ["3600", 120_000],
  ])("leaves time for two more of %s seconds, and takes two minutes at most", async (timeoutSeconds, milliseconds) => {
    expect(await firstTry(timeoutSeconds)).toBe(milliseconds);
  });
});
