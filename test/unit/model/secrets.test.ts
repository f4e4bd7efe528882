import { expect, test } from "vitest";
import { AUTH_FIELDS, isSecretAuthField } from "../../../provider/model/auth-methods";
import { fingerprint, freeTexts, isFingerprint, isMasked, isSameSecret } from "../../../provider/model/secrets";

test("a fingerprint tells a secret from another, and doesn't hold it", () => {
  expect(fingerprint("secret-one")).toBe(fingerprint("secret-one"));
  expect(fingerprint("secret-one")).not.toBe(fingerprint("secret-two"));
  expect(fingerprint("secret-one")).not.toContain("secret-one");
  expect(isFingerprint(fingerprint(""))).toBe(true);
  for (const other of ["secret-one", "", undefined, 5, null]) expect(isFingerprint(other)).toBe(false);
});

test("a fingerprint is the same for ever: it stands in states", () => {
  expect(fingerprint("secret")).toMatchInlineSnapshot(`"changed-outside:sha256:61d9abb04eaac00c"`);
});

test("two secrets are the same also where one of them is a fingerprint, or both", () => {
  const mark = fingerprint("one");
  for (const [a, b] of [
    ["one", "one"],
    ["one", mark],
    [mark, "one"],
    [mark, mark],
  ])
    expect(isSameSecret(a, b)).toBe(true);
  for (const [a, b] of [
    ["one", "two"],
    ["two", mark],
    [mark, fingerprint("two")],
    ["one", undefined],
    [undefined, mark],
  ])
    expect(isSameSecret(a, b)).toBe(false);
});

test("only asterisks are a mask", () => {
  for (const mask of ["**********", "***"]) expect(isMasked(mask)).toBe(true);
  for (const other of ["", "*", "***a", "a***", "***\n", undefined, 5, null]) expect(isMasked(other)).toBe(false);
});

test("every field that can be used to get at data, as its name says, is a secret, and no other", () => {
  for (const field of Object.keys(AUTH_FIELDS))
    expect(isSecretAuthField(field), field).toBe(/secret|token|keyId/i.test(field));
  expect(isSecretAuthField("method")).toBe(false);
  expect(isSecretAuthField("toString")).toBe(false);
});

test("a text of a setting that is the user's own may be a secret, unless it is short", () => {
  const known = { regionName: "us-east-1", endpoint_url: "https://minio.example.com" };
  expect(
    freeTexts({ ...known, sas_token: "sv=2024-01-01", ca: "12345678", lanes: "1234567", on: true, many: ["a", "b"] }),
  ).toEqual(["sv=2024-01-01", "12345678"]);
  for (const none of [undefined, null, {}, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) expect(freeTexts(none)).toEqual([]);
});
