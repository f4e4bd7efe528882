import { describe, expect, test } from "vitest";
import { formatUri, isSameLocation } from "../../../provider/model/location";
import { UNKNOWN } from "../../../provider/model/unknown";
import { parseUri } from "../../../provider/model/uri";

describe("a uri is read into a location", () => {
  test.each([
    ["s3://acme-bucket", "s3", "acme-bucket", ""],
    ["s3://acme-bucket/era5", "s3", "acme-bucket", "era5"],
    ["gs://acme-bucket/a/b/c", "gs", "acme-bucket", "a/b/c"],
    ["az://container1/raw", "azure", "container1", "raw"],
    ["azure://container1/raw", "azure", "container1", "raw"],
    ["s3-compatible://acme-bucket/x", "s3-compatible", "acme-bucket", "x"],
    ["minio://lab-bucket", "minio", "lab-bucket", ""],
    ["S3://acme-bucket/Era5", "s3", "acme-bucket", "Era5"],
    ["s3://acme-bucket/", "s3", "acme-bucket", ""],
    ["  s3://acme-bucket/era5 \n", "s3", "acme-bucket", "era5"],
    ["s3://acme_bucket.data/a.b-c_d=1", "s3", "acme_bucket.data", "a.b-c_d=1"],
    ["s3://バケット/接頭辞", "s3", "バケット", "接頭辞"],
  ])("%j is %s, %s, %j", (uri, platform, name, prefix) => {
    expect(parseUri(uri, undefined)).toEqual({ platform, name, prefix });
  });

  test.each(["s3", "gs", "az", "minio", "s3-compatible", "azure"])(
    "an endpoint turns s3 into s3-compatible, as the official client does, and leaves %s:// else as it is",
    (scheme) => {
      const { platform: plain } = parseUri(`${scheme}://acme-bucket`, undefined) as { platform: string };
      const { platform } = parseUri(`${scheme}://acme-bucket`, "https://store.example.com") as { platform: string };
      expect(platform).toBe(scheme === "s3" ? "s3-compatible" : plain);
    },
  );

  test("an empty endpoint is none", () => {
    expect(parseUri("s3://acme-bucket", "")).toMatchObject({ platform: "s3" });
  });

  test("what a preview can't know is unknown: the whole, or the platform where the endpoint decides it", () => {
    expect(parseUri(UNKNOWN, undefined)).toEqual({ platform: UNKNOWN, name: UNKNOWN, prefix: UNKNOWN });
    expect(parseUri("s3://acme-bucket/era5", UNKNOWN)).toEqual({
      platform: UNKNOWN,
      name: "acme-bucket",
      prefix: "era5",
    });
    expect(parseUri("gs://acme-bucket", UNKNOWN)).toMatchObject({ platform: "gs" });
  });
});

describe("a uri that is none is refused", () => {
  const NO_URI =
    "must have the form scheme://bucket[/prefix], with one of the schemes s3, s3-compatible, minio, gs, az, azure";
  const NAME =
    "holds a wrong bucket name: it must be 3 to 63 characters: letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first";
  const PREFIX =
    "holds a wrong prefix: it must be at most 256 characters, without a space, without '://', and without '/' first or last";

  test.each([
    ["", [NO_URI]],
    ["acme-bucket/era5", [NO_URI]],
    ["s3:acme-bucket", [NO_URI]],
    ["s3:/acme-bucket", [NO_URI]],
    [
      "https://acme-bucket.example.com",
      ["has an unknown scheme: 'https' is none of s3, s3-compatible, minio, gs, az, azure"],
    ],
    [
      "gcs://acme-bucket",
      ["has an unknown scheme: 'gcs' is none of s3, s3-compatible, minio, gs, az, azure: did you mean 'gs'?"],
    ],
    [
      "constructor://acme-bucket",
      ["has an unknown scheme: 'constructor' is none of s3, s3-compatible, minio, gs, az, azure"],
    ],
    ["__proto__://acme-bucket", [NO_URI]],
    ["://acme-bucket", [NO_URI]],
    ["s3 ://acme-bucket", [NO_URI]],
    ["s3://", [NAME]],
    ["s3:///era5", [NAME]],
    ["s3://ab", [NAME]],
    [`s3://${"a".repeat(64)}`, [NAME]],
    ["s3://-acme", [NAME]],
    ["s3://.acme", [NAME]],
    ["s3://acme bucket", [NAME]],
    ["s3://acme+bucket", [NAME]],
    ["s3://user@acme-bucket", [NAME]],
    ["s3://acme-bucket?versions", [NAME]],
    ["s3://acme-bucket/era5/", [PREFIX]],
    ["s3://acme-bucket//era5", [PREFIX]],
    ["s3://acme-bucket//", [PREFIX]],
    ["s3://acme-bucket/a b", [PREFIX]],
    ["s3://acme-bucket/gs://other", [PREFIX]],
    [`s3://acme-bucket/${"a".repeat(257)}`, [PREFIX]],
    ["s3://a/b/", [NAME, PREFIX]],
  ])("%j", (uri, problems) => {
    expect(parseUri(uri, undefined)).toEqual({ problems });
  });

  test("a prefix of 256 characters and a bucket of 63 are the longest that pass", () => {
    expect(parseUri(`s3://${"a".repeat(63)}/${"😀".repeat(256)}`, undefined)).not.toHaveProperty("problems");
  });
});

test("a location is written as the service writes it", () => {
  expect(formatUri({ platform: "azure", name: "container1", prefix: "" })).toBe("azure://container1");
  expect(formatUri({ platform: "s3-compatible", name: "acme", prefix: "a/b" })).toBe("s3-compatible://acme/a/b");
});

test.each(["s3", "s3-compatible", "minio", "gs", "azure"])(
  "a written %s location is read as the same one",
  (platform) => {
    for (const prefix of ["", "era5", "a/b"]) {
      const location = { platform, name: "acme-bucket", prefix };
      expect(parseUri(formatUri(location), undefined)).toEqual(location);
    }
  },
);

test("two locations are the same only in platform, name and prefix together", () => {
  const location = { platform: "s3", name: "acme-bucket", prefix: "era5" };
  expect(isSameLocation(location, { ...location })).toBe(true);
  for (const other of [{ platform: "minio" }, { name: "acme-other" }, { prefix: "" }])
    expect(isSameLocation(location, { ...location, ...other })).toBe(false);
});
