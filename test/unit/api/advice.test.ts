import { describe, expect, test } from "vitest";
import { adviceFor, adviceForLostConnection, isBeforeSending } from "../../../provider/api/advice";

const SERVICE = "https://api.example.com";

test("advice on an answer names the settings that decide it", () => {
  expect(adviceFor(401, SERVICE, undefined)).toContain("ARRAYLAKE_TOKEN");
  expect(adviceFor(403, SERVICE, undefined)).toContain("arraylake:org");
  expect(adviceFor(404, SERVICE, undefined)).toContain("arraylake:org");
  expect(adviceFor(407, SERVICE, undefined)).toContain("HTTPS_PROXY");
  for (const status of [300, 302, 399])
    expect(adviceFor(status, SERVICE, undefined)).toContain(`${SERVICE} redirects. A token is never sent on`);
  expect(adviceFor(429, SERVICE, undefined)).toContain("ARRAYLAKE_TIMEOUT_SECONDS");
  expect(adviceFor(503, SERVICE, undefined)).toBe("The service is in trouble: try again later.");
  for (const status of [400, 409, 422]) expect(adviceFor(status, SERVICE, undefined)).toBe("");
});

describe("advice on a lost connection", () => {
  const withCode = (code: string) => Object.assign(new Error("failed"), { code });

  test.each([
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "EPROTO",
  ])("%s is a matter of TLS, and of the company's certificate", (code) => {
    const { reason, advice } = adviceForLostConnection(withCode(code));
    expect(reason).toBe(`TLS failed (${code})`);
    expect(advice).toContain("NODE_EXTRA_CA_CERTS");
  });

  test("is found behind wrappers and in bundles of attempts", () => {
    const refused = withCode("ECONNREFUSED");
    const bundle = new AggregateError([refused, refused]);
    for (const cause of [
      refused,
      new TypeError("fetch failed", { cause: refused }),
      bundle,
      new Error("x", { cause: bundle }),
    ])
      expect(adviceForLostConnection(cause).reason).toBe("the connection was refused");
  });

  test("is of use also for a failure that nobody thought of", () => {
    expect(adviceForLostConnection(withCode("EODD"))).toEqual({
      reason: "EODD",
      advice: expect.stringContaining("arraylake:serviceUri"),
    });
    expect(adviceForLostConnection(undefined).reason).toBe("the connection failed");
  });
});

test.each<[string | undefined, string | undefined, boolean]>([
  ["ENOTFOUND", "getaddrinfo", true],
  ["EAI_AGAIN", "getaddrinfo", true],
  ["ECONNREFUSED", "connect", true],
  ["EHOSTUNREACH", "connect", true],
  ["ENETUNREACH", "connect", true],
  ["EHOSTUNREACH", "read", false],
  ["ENETUNREACH", "write", false],
  ["ECONNREFUSED", undefined, false],
  ["UND_ERR_CONNECT_TIMEOUT", undefined, true],
  ["ECONNRESET", "read", false],
  ["UND_ERR_SOCKET", undefined, false],
  [undefined, undefined, false],
])("a request that fails with %s in %s surely never reached the service: %j", (code, syscall, isSure) => {
  const failed = Object.assign(new Error("failed"), { code, syscall });
  expect(isBeforeSending(new Error("x", { cause: failed }))).toBe(isSure);
});

test("a failure of which nothing is known may have come after the sending", () => {
  expect(isBeforeSending(undefined)).toBe(false);
});
