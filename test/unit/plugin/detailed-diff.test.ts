import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { expect, test } from "vitest";
import { diffResponse, withIgnored } from "../../../provider/plugin/detailed-diff";

const { Kind } = PropertyDiff;

test("each changed path has its kind, and says whether it replaces", () => {
  const olds = { nickname: "a", extraConfig: { useSsl: true, regionName: "r" } };
  const news = { nickname: "b", extraConfig: { useSsl: false, "own.key": "x" } };
  const changes = [
    { path: ["nickname"], replaces: false },
    { path: ["extraConfig", "useSsl"], replaces: true },
    { path: ["extraConfig", "regionName"], replaces: true },
    { path: ["extraConfig", "own.key"], replaces: true },
    { path: ["authConfig", "sharedSecret"], replaces: false },
  ] as const;
  const response = diffResponse({ changes, deleteBeforeReplace: true }, olds, news);
  const kinds = response.getDetaileddiffMap().toArray() as unknown as [string, PropertyDiff.AsObject][];
  expect(new Map(kinds.map(([path]) => [path, response.getDetaileddiffMap().get(path)?.getKind()]))).toEqual(
    new Map([
      ["nickname", Kind.UPDATE],
      ["extraConfig.useSsl", Kind.UPDATE_REPLACE],
      ["extraConfig.regionName", Kind.DELETE_REPLACE],
      ['extraConfig["own.key"]', Kind.ADD_REPLACE],
      ["authConfig.sharedSecret", Kind.ADD],
    ]),
  );
  expect(response.getDiffsList()).toEqual(["nickname", "extraConfig", "authConfig"]);
  expect(response.getReplacesList()).toEqual(["extraConfig"]);
  expect([response.getDeletebeforereplace(), response.getHasdetaileddiff(), response.getChanges()]).toEqual([
    true,
    true,
    2,
  ]);
});

test("nothing that changes is no change", () => {
  expect(diffResponse({ changes: [], deleteBeforeReplace: true }, {}, {}).getChanges()).toBe(1);
});

test.each([
  [["nickname"], { nickname: "old", extraConfig: { useSsl: false, ca: "y" }, prefix: "p" }],
  [["extraConfig"], { nickname: "new", extraConfig: { useSsl: true, regionName: "r" }, prefix: "p" }],
  [["extraConfig.useSsl"], { nickname: "new", extraConfig: { useSsl: true, ca: "y" }, prefix: "p" }],
  [['extraConfig["useSsl"]'], { nickname: "new", extraConfig: { useSsl: true, ca: "y" }, prefix: "p" }],
  [
    ["extraConfig.ca", "extraConfig.regionName"],
    { nickname: "new", extraConfig: { useSsl: false, regionName: "r" }, prefix: "p" },
  ],
  [["extraConfig.*", "prefix"], { nickname: "new", extraConfig: { useSsl: true, regionName: "r" } }],
  [["authConfig.method"], { nickname: "new", extraConfig: { useSsl: false, ca: "y" }, prefix: "p" }],
])("with ignoreChanges %j the old values stay", (ignored, expected) => {
  const olds = { nickname: "old", extraConfig: { useSsl: true, regionName: "r" } };
  const news = { nickname: "new", extraConfig: { useSsl: false, ca: "y" }, prefix: "p" };
  expect(withIgnored(olds, news, ignored)).toEqual(expected);
  expect(news).toEqual({ nickname: "new", extraConfig: { useSsl: false, ca: "y" }, prefix: "p" });
});
