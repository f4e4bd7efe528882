import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../provider/cli/report/html";
import { renderMarkdown } from "../../../provider/cli/report/markdown";
import { reportOf } from "../../../provider/cli/report/model";
import { countsOf as allCounts } from "../../../provider/cli/report/sections";
import { UNKNOWN } from "../../../provider/model/unknown";
import { MADE, repo, standing, state } from "../helpers/reports";

/** Without those that were never checked: in most of these tests, that is all. */
function countsOf(report: Parameters<typeof allCounts>[0]) {
  const counts = allCounts(report).map(({ key, count }) => [key, count] as const);
  return Object.fromEntries(counts.filter(([key]) => key !== "unchecked"));
}

test("what stands is compared with what each stack declares", () => {
  const [era5, tiles, byHand] = [standing("era5"), standing("tiles"), standing("by-hand")];
  const report = reportOf(
    "acme",
    [era5, tiles, byHand],
    [],
    [
      state("prod", [[era5, { nickname: "old-name", extraConfig: { regionName: "eu-west-1" } }], [standing("lost")]]),
      state("dev", [[era5], [tiles]]),
    ],
  );
  expect(countsOf(report)).toEqual({ all: 3, changed: 1, gone: 1, undeclared: 1, unhealthy: 0 });
  expect(report.configs.filter(({ isUndeclared }) => isUndeclared).map(({ standing }) => standing)).toEqual([byHand]);
  expect(report.configs.find(({ standing }) => standing === era5)?.declarations).toMatchObject([
    { stack: "dev", resource: "era5-resource", differences: [] },
    {
      stack: "prod",
      differences: [
        { path: "nickname", declared: "'old-name'", actual: "'era5'" },
        { path: "extraConfig.regionName", declared: "(a text)", actual: "(another text)" },
      ],
    },
  ]);
  expect(report.gone).toMatchObject([{ stack: "prod", resource: "lost-resource", form: { nickname: "lost" } }]);
});

test("without a stack nothing is said of declarations", () => {
  const report = reportOf("acme", [standing("era5")], [], undefined);
  expect(countsOf(report)).toEqual({ all: 1, unhealthy: 0 });
  expect(report.configs.some(({ isUndeclared }) => isUndeclared)).toBe(false);
});

test("an empty stack declares nothing", () => {
  expect(countsOf(reportOf("acme", [standing("era5")], [], [state("dev", [])]))).toMatchObject({
    undeclared: 1,
    gone: 0,
  });
});

test("another organisation's declarations are ignored, and one whose organisation is a secret is known by its id", () => {
  const era5 = standing("era5");
  const elsewhere = state("dev", [
    [standing("theirs"), { org: "umbrella" }],
    [standing("nobodys"), { org: UNKNOWN }],
    [era5, { org: UNKNOWN }],
  ]);
  const report = reportOf("acme", [era5], [], [elsewhere]);
  expect(countsOf(report)).toEqual({ all: 1, changed: 0, gone: 0, undeclared: 0, unhealthy: 0 });
});

test("unknown values, secrets above all, are no difference", () => {
  const lab = standing("lab", { authConfig: { method: "hmac" } });
  const authConfig = { method: "hmac", accessKeyId: UNKNOWN, secretAccessKey: UNKNOWN };
  const whole = UNKNOWN as unknown as typeof authConfig;
  const report = reportOf(
    "acme",
    [lab],
    [],
    [state("dev", [[lab, { authConfig }]]), state("prod", [[lab, { authConfig: whole }]])],
  );
  expect(countsOf(report)).toMatchObject({ changed: 0 });
});

test("another auth method is a difference, without its secrets", () => {
  const lab = standing("lab");
  const authConfig = { method: "hmac", accessKeyId: UNKNOWN };
  const report = reportOf("acme", [lab], [], [state("dev", [[lab, { authConfig }]])]);
  expect(report.configs[0]?.declarations[0]?.differences).toEqual([
    { path: "authConfig.method", declared: "'hmac'", actual: "'anonymous'" },
  ]);
});

describe("a default", () => {
  const [era5, tiles] = [standing("era5"), standing("tiles", { isDefault: true })];

  test("that was moved is told of each stack that declares another, whichever stack declares the BucketConfig", () => {
    const states = [state("a", [[era5]]), state("b", [], [era5.id]), state("c", [[tiles]], [tiles.id])];
    expect(reportOf("acme", [era5, tiles], [], states).movedDefaults).toEqual([
      {
        stack: "b",
        resource: "default",
        org: "acme",
        id: era5.id,
        declared: expect.objectContaining({ standing: era5 }),
        actual: expect.objectContaining({ standing: tiles }),
      },
    ]);
  });

  test("that no longer exists, or that nothing is any more, is told", () => {
    const marked = [state("a", [], ["gone"])];
    expect(reportOf("acme", [era5, tiles], [], marked).movedDefaults).toMatchObject([
      { id: "gone", declared: undefined, actual: { standing: tiles } },
    ]);
    expect(reportOf("acme", [era5], [], marked).movedDefaults).toMatchObject([{ id: "gone", actual: undefined }]);
  });

  test("of another organisation is left out", () => {
    expect(reportOf("other", [era5, tiles], [], [state("a", [], [era5.id])]).movedDefaults).toEqual([]);
  });
});

test.each([
  [undefined, "unknown"],
  ["unknown", "unknown"],
  ["healthy", "healthy"],
  ["OK", "healthy"],
  ["degraded", "unhealthy"],
  ["", "unknown"],
  ["pending", "unknown"],
  ["HEALTHY_READONLY", "unknown"],
  ["failed", "unhealthy"],
])("health %j counts as %s", (status, expected) => {
  const health = { status, lastCheckedAt: undefined, message: undefined, capabilities: [] };
  expect(reportOf("acme", [standing("era5", { health })], [], undefined).configs[0]?.health).toBe(expected);
});

test("the order stays, whatever order the answers come in", () => {
  const configs = [
    standing("b"),
    standing("a", { platform: "gs" }),
    standing("a"),
    standing("a", { id: "id-0" }),
    standing("ä"),
  ];
  const repos = [repo("z", "b"), repo("a", "b"), repo("Z", "b", "2026-01-01T00:00:00Z")];
  const states = [state("x", [[standing("b")], [standing("lost")]]), state("a", [[standing("lost")], [standing("b")]])];
  const one = reportOf("acme", configs, repos, states);
  const other = reportOf("acme", configs.toReversed(), repos.toReversed(), states.toReversed());
  expect(one.configs).toEqual(other.configs);
  expect(one.gone).toEqual(other.gone);
  expect(one.configs.map(({ standing: { platform, nickname, id } }) => `${platform} ${nickname} ${id}`)).toEqual([
    "gs a id-of-a",
    "s3 a id-0",
    "s3 a id-of-a",
    "s3 b id-of-b",
    "s3 ä id-of-ä",
  ]);
  expect(one.configs[3]?.repos.map(({ name }) => name)).toEqual(["Z", "a", "z"]);
});

test.each(["__proto__", "constructor", "toString"])("what is called %s is in it like any other", async (name) => {
  const extraConfig = JSON.parse(`{"${name}":"x"}`) as Record<string, string>;
  const config = standing(name, { id: name, platform: name, name, uri: `${name}://${name}`, extraConfig });
  const repos = [{ ...repo(name, ""), bucketConfigId: name }];
  const report = reportOf("acme", [config, standing("era5")], repos, [
    state(name, [[config, { nickname: "old", extraConfig: {} }], [standing(`${name}-gone`)]], ["gone"]),
  ]);
  expect(countsOf(report)).toEqual({ all: 2, changed: 2, gone: 1, undeclared: 1, unhealthy: 0 });
  expect(report.configs.find(({ standing }) => standing.nickname === name)).toMatchObject({
    repos,
    declarations: [{}],
  });
  for (const text of [renderMarkdown(report, MADE), await renderHtml(report, MADE)]) {
    expect(text.split(name).length).toBeGreaterThan(8);
    expect(text).toContain(`extraConfig.${name}`);
  }
});
