import { expect, test } from "vitest";
import { fromWire, toWire } from "../../../provider/api/wire";
import { normalForm } from "../helpers/read";
import { hmacInput, SAMPLES } from "../helpers/samples";

test.each(SAMPLES)("%s: an input becomes the body of the API", (_, { input, wire }) => {
  expect(toWire(normalForm({ nickname: "era5", ...input }, "acme"))).toEqual({ nickname: "era5", ...wire });
});

test("a setting that isn't known goes as it is written, and a known one in the service's spelling", () => {
  const extraConfig = { useSsl: true, force_path_style: false, laneCount: "3", lane_kind: "wide", "A-key": true };
  expect(toWire(normalForm(hmacInput({ extraConfig }), "acme")).extra_config).toEqual({
    use_ssl: true,
    force_path_style: false,
    laneCount: "3",
    lane_kind: "wide",
    "A-key": true,
  });
});

test.each(["__proto__", "constructor", "toString"])("a setting called %s goes to the service", (key) => {
  const extraConfig = JSON.parse(`{"use_ssl":true,"${key}":"x"}`) as object;
  const config = normalForm(hmacInput({ extraConfig }), "acme");
  expect(Object.entries(config.extraConfig).toSorted()).toEqual(
    [
      [key, "x"],
      ["useSsl", true],
    ].toSorted(),
  );
  expect(JSON.stringify(toWire(config))).toContain(`"${key}":"x"`);
});

test("the fields of an answer have their names here", () => {
  const answer = { is_default: true, last_checked_at: "now", created: 1, updated: 2, deleted_at: 3, plain: 4, a_2: 5 };
  expect(fromWire(answer)).toEqual({
    isDefault: true,
    lastCheckedAt: "now",
    createdAt: 1,
    updatedAt: 2,
    deletedAt: 3,
    plain: 4,
    a_2: 5,
  });
});

test("a field that goes by the name of another here gives way to it, wherever it stands", () => {
  const own = { access_key_id: "own", created: "own" };
  const others = { accessKeyId: "other", createdAt: "other", created_at: "other" };
  const read = { accessKeyId: "own", createdAt: "own" };
  expect(fromWire({ ...own, ...others })).toEqual(read);
  expect(fromWire({ ...others, ...own })).toEqual(read);
});
