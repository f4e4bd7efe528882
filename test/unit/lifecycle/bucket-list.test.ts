import { expect, test } from "vitest";
import { BucketList } from "../../../provider/lifecycle/bucket-list";

const bucket = (id: string, nickname: string, prefix = "") => ({ id, nickname, platform: "s3", name: "acme", prefix });
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);
const at = (prefix: string) => ({ platform: "s3", name: "acme", prefix });

test("a config is found by its id, its location and its nickname", () => {
  const list = new BucketList([bucket("1", "era5", "era5"), bucket("2", "gfs")]);
  expect(list.find("2")).toMatchObject({ id: "2", nickname: "gfs" });
  expect(ids(list.at(at("era5")))).toEqual(["1"]);
  expect(ids(list.at(at("")))).toEqual(["2"]);
  expect(ids(list.called("gfs"))).toEqual(["2"]);
  expect(list.find("3")).toBeUndefined();
  expect(list.at(at("none"))).toEqual([]);
  expect(list.called("none")).toEqual([]);
});

test("what is set again is found as it is now, and not as it was, in its old place of the list", () => {
  const list = new BucketList([bucket("1", "era5"), bucket("2", "gfs", "gfs")]);
  list.set(bucket("1", "renamed", "moved"));
  expect(list.called("era5")).toEqual([]);
  expect(list.at(at(""))).toEqual([]);
  expect(ids(list.called("renamed"))).toEqual(["1"]);
  expect(ids(list.at(at("moved")))).toEqual(["1"]);
  expect(ids(list.standing())).toEqual(["1", "2"]);
});

test("what is deleted is found nowhere, and what else stands at its location still is", () => {
  const list = new BucketList([bucket("1", "era5"), bucket("2", "gfs")]);
  expect(ids(list.at(at("")))).toEqual(["1", "2"]);
  list.delete("1");
  list.delete("1");
  expect(ids(list.at(at("")))).toEqual(["2"]);
  expect(list.called("era5")).toEqual([]);
  expect(list.find("1")).toBeUndefined();
  expect(ids(list.standing())).toEqual(["2"]);
});
