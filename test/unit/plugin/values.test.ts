import { describe, expect, test } from "vitest";
import { incoming, outgoing } from "../../../provider/plugin/values";
import { asset, plain, secret, struct, UNKNOWN } from "./support";

const roundTrip = (values: object) => {
  const given = incoming(struct(values));
  return plain(outgoing(given.values, given));
};

describe("what comes in", () => {
  test("is in clear, with the places of what was secret, at any depth", () => {
    const given = incoming(
      struct({ nickname: secret("era5"), extraConfig: { ca: secret("x"), list: [secret("y")] }, org: "acme" }),
    );
    expect(given.values).toEqual({ nickname: "era5", extraConfig: { ca: "x", list: ["y"] }, org: "acme" });
    expect(given.secrets).toEqual(
      expect.arrayContaining([["nickname"], ["extraConfig", "ca"], ["extraConfig", "list", "0"]]),
    );
  });

  test("is unknown in one word, whatever its type will be", () => {
    const words = [
      UNKNOWN,
      "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
      "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
      "030794c1-ac77-496b-92df-f27374a8bd58",
      "e48ece36-62e2-4504-bad9-02848725956a",
      "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ];
    const { values } = incoming(struct({ all: words, hidden: secret(words[2]) }));
    expect(values).toEqual({ all: words.map(() => UNKNOWN), hidden: UNKNOWN });
  });

  test("has an auth config's fields by our names, also where a Python program wrote its own", () => {
    const given = incoming(
      struct({ authConfig: { method: "hmac", access_key_id: "AK", secret_access_key: secret("SK") } }),
    );
    expect(given.values).toEqual({ authConfig: { method: "hmac", accessKeyId: "AK", secretAccessKey: "SK" } });
    expect(given.secrets).toEqual([["authConfig", "secretAccessKey"]]);
    const whole = incoming(struct({ authConfig: secret({ method: "hmac", access_key_id: "AK" }) }));
    expect(whole.values).toEqual({ authConfig: { method: "hmac", accessKeyId: "AK" } });
    const both = { method: "hmac", access_key_id: "one", accessKeyId: "another" };
    expect(incoming(struct({ authConfig: both })).values).toEqual({ authConfig: both });
    const others = { extraConfig: { shared_secret: "x" }, shared_secret: "y" };
    expect(incoming(struct(others)).values).toEqual(others);
  });

  test("has neither the line of a dynamic provider nor what an asset holds", () => {
    expect(incoming(struct({ __provider: "exports.handler = 1", org: asset("acme") })).values).toEqual({ org: [] });
    expect(incoming(undefined)).toEqual({ values: {}, secrets: [] });
  });
});

describe("what goes out", () => {
  test("is secret where it was, and where a table says so", () => {
    const auth = { method: "hmac", accessKeyId: "AK", secretAccessKey: "SK" };
    expect(
      roundTrip({ nickname: secret("era5"), extraConfig: { ca: secret("x"), useSsl: true }, authConfig: auth }),
    ).toEqual({
      nickname: secret("era5"),
      extraConfig: { ca: secret("x"), useSsl: true },
      authConfig: { method: "hmac", accessKeyId: secret("AK"), secretAccessKey: secret("SK") },
    });
  });

  test("is secret as a whole where it was", () => {
    const auth = { method: "gcp_customer_managed_role", targetServiceAccount: "a@b" };
    expect(roundTrip({ authConfig: secret(auth) })).toEqual({ authConfig: secret(auth) });
  });

  test("says what isn't known in the engine's word, and leaves out what isn't there", () => {
    expect(roundTrip({ authConfig: { method: "hmac", accessKeyId: secret(UNKNOWN) } })).toEqual({
      authConfig: { method: "hmac", accessKeyId: UNKNOWN },
    });
    expect(plain(outgoing({ createdBy: undefined, org: "acme" }))).toEqual({ org: "acme" });
  });

  test("keeps a secret that comes back by another name: a location in parts or as one text, a key in its own spelling", () => {
    const marked = (values: object) => incoming(struct(values));
    const location = { uri: "s3://a/b", platform: "s3", name: "a", prefix: "b" };
    const all = { uri: secret("s3://a/b"), platform: secret("s3"), name: secret("a"), prefix: secret("b") };
    expect(plain(outgoing(location, marked({ uri: secret("s3://a/b") })))).toEqual(all);
    expect(plain(outgoing(location, marked({ name: secret("a") })))).toEqual({
      ...location,
      uri: secret("s3://a/b"),
      name: secret("a"),
    });
    const wire = marked({ extraConfig: { region_name: secret("r"), own_key: secret("o") } });
    expect(plain(outgoing({ extraConfig: { regionName: "r", own_key: "o" } }, wire))).toEqual({
      extraConfig: { regionName: secret("r"), own_key: secret("o") },
    });
  });
});
