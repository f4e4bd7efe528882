import { describe, expect, test } from "vitest";
import { LONGEST_COMMENT, renderMarkdown } from "../../../provider/cli/report/markdown";
import { reportOf } from "../../../provider/cli/report/model";
import { ADVICE, SECRETS_NOTE } from "../../../provider/cli/report/words";
import type { NormalForm } from "../../../provider/model/normal-form";
import { UNKNOWN } from "../../../provider/model/unknown";
import { HOSTILE, MADE, MADE_BY, repo, reportWith, standing, state } from "../helpers/reports";

function tableRows(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("|"));
}

/** How many lines of headings there are, and how many cells in each row of each table. */
function shapeOf(text: string): number[] {
  const headings = text.split("\n").filter((line) => line.startsWith("#"));
  return [headings.length, ...tableRows(text).map((row) => row.split("|").length)];
}

test("says what there is, who relies on it, who declares it, and what changed", () => {
  const health = { status: "unhealthy", lastCheckedAt: undefined, message: "AccessDenied", capabilities: [] };
  const [era5, tiles, byHand] = [
    standing("era5", { isDefault: true }),
    standing("tiles", { platform: "gs", health }),
    standing("by-hand"),
  ];
  const repos = [repo("weather", "era5"), repo("climate", "era5", "2026-01-01T00:00:00Z")];
  const declared = state("prod", [[era5, { prefix: "v1" }], [tiles, { nickname: "old" }], [standing("lost")]]);
  expect(
    renderMarkdown(reportOf("acme", [era5, tiles, byHand], repos, [declared]), MADE),
  ).toBe(`## BucketConfigs of \`acme\`

**3** BucketConfigs · **2** changed outside · **1** gone · **1** not declared · **1** unhealthy · **2** never checked

The default, which new repos use when they name none: \`era5\`.

Compared with the state of \`prod\`. ${SECRETS_NOTE}

### Changed outside (2)

${ADVICE.changed}

| BucketConfig | Declared as | Field | In the state | At Arraylake | Put back |
| --- | --- | --- | --- | --- | --- |
| \`tiles\` | \`tiles-resource\`, stack \`prod\` | \`nickname\` | \`'old'\` | \`'tiles'\` | renamed |
| \`era5\` | \`era5-resource\`, stack \`prod\` | \`prefix\` | \`'v1'\` | \`''\` | refused: used by \`climate\` (deleted), \`weather\` |

### Gone (1)

${ADVICE.gone}

| BucketConfig | Declared as | Location | Id |
| --- | --- | --- | --- |
| \`lost\` | \`lost-resource\`, stack \`prod\` | \`s3://lost-bucket\` | \`id-of-lost\` |

### Not declared (1)

${ADVICE.undeclared}

| BucketConfig | Location | Made by |
| --- | --- | --- |
| \`by-hand\` | \`s3://by-hand-bucket\` | \`unknown\` |

### Unhealthy (1)

${ADVICE.unhealthy}

| BucketConfig | Health | Message |
| --- | --- | --- |
| \`tiles\` | **\`unhealthy\`** | \`AccessDenied\` |

### All, by platform (3)

| Platform | BucketConfig | Location | Health | Repos | Declared as |
| --- | --- | --- | --- | --- | --- |
| \`gs\` | \`tiles\` | \`gs://tiles-bucket\` | **\`unhealthy\`**, \`AccessDenied\` | none | \`tiles-resource\`, stack \`prod\`, **changed outside** |
| \`s3\` | \`by-hand\` | \`s3://by-hand-bucket\` | \`never checked\` | none | **not declared** |
| \`s3\` | \`era5\` (default) | \`s3://era5-bucket\` | \`never checked\` | \`climate\` (deleted), \`weather\` | \`era5-resource\`, stack \`prod\`, **changed outside** |

_${MADE_BY}_
`);
});

test.each<[string, Partial<NormalForm>, number, string]>([
  ["the nickname alone", { nickname: "old" }, 1, "renamed"],
  ["another field", { prefix: "v1" }, 0, "replaced, with another id"],
  ["another field, while a repo relies on it", { prefix: "v1" }, 1, "refused: used by `weather`"],
  ["the nickname and another field", { nickname: "old", prefix: "v1" }, 0, "replaced, with another id"],
])("says what putting back does: %s", (_, changes, repos, words) => {
  const era5 = standing("era5");
  const relying = repos > 0 ? [repo("weather", "era5")] : [];
  const text = renderMarkdown(reportOf("acme", [era5], relying, [state("prod", [[era5, changes]])]), MADE);
  const rows = tableRows(text).filter((row) => /`(prefix|nickname)`/.test(row));
  expect(rows).toHaveLength(Object.keys(changes).length);
  for (const row of rows) expect(row.endsWith(`| ${words} |`), row).toBe(true);
});

test("says where a default went, and what is read of nobody", () => {
  const [era5, tiles] = [standing("era5"), standing("tiles", { isDefault: true, unreadable: [["prefix"]] })];
  const text = renderMarkdown(reportOf("acme", [era5, tiles], [], [state("prod", [], [era5.id, "lost"])]), MADE);
  expect(text).toContain(
    "| `era5` | `default`, stack `prod` | the default | it is the default | it is `tiles` | made the default again |",
  );
  expect(text).toContain(
    "| `lost` | `default`, stack `prod` | the default | it is the default | it is `tiles` | refused: it is gone |",
  );
  expect(text).toContain("### Not readable (1)");
  expect(text).toContain("| `tiles` | `id-of-tiles` | `prefix` |");
});

test("without a stack it speaks of the organisation alone", () => {
  const text = renderMarkdown(reportOf("acme", [standing("era5")], [], undefined), MADE);
  expect(text).not.toMatch(/declared|Secrets|stack|changed/i);
  expect(text).toContain("**1** BucketConfig · **0** unhealthy");
});

test("a name that is encrypted in the state is unknown", () => {
  const lost = state("dev", [[standing("lost"), { nickname: UNKNOWN, name: UNKNOWN }]]);
  const text = renderMarkdown(reportOf("acme", [], [], [lost]), MADE);
  expect(text).toContain("| `(unknown)` | `lost-resource`, stack `dev` | `s3://(unknown)` | `id-of-lost` |");
});

test("an organisation without any has no table", () => {
  expect(tableRows(renderMarkdown(reportOf("acme", [], [], [state("dev", [])]), MADE))).toEqual([]);
});

describe("a value that somebody else wrote", () => {
  test.each(HOSTILE)("%j stays code in its cell", (text) => {
    const markdown = renderMarkdown(reportWith(text), MADE);
    expect(shapeOf(markdown)).toEqual(shapeOf(renderMarkdown(reportWith("harmless"), MADE)));
    // Outside of code, nothing is left that is not of the report's own words.
    const outside = markdown.replaceAll(/`[^`\n]*`|<code>[^<]*<\/code>/g, "");
    expect(outside).not.toMatch(/[<>`\\@[\]]|https?:|alert|octocat|[^\x20-\x7e\n·]/);
  });

  test("whose end a table could not tell is written in entities", () => {
    const text = renderMarkdown(reportOf("a|b`c\\", [], [], undefined), MADE);
    expect(text).toContain("<code>a&#124;b&#96;c&#92;</code>");
  });

  test("is cut where it is long, and what can't be seen is taken out", () => {
    const text = renderMarkdown(reportOf(`\u202e${"x".repeat(1000)}`, [], [], undefined), MADE);
    expect(text).toContain(`\`${"x".repeat(240)}…\``);
  });
});

test("a long list of repos is shortened", () => {
  const repos = Array.from({ length: 42 }, (_, index) => repo(`repo-${String(index).padStart(2, "0")}`, "era5"));
  const text = renderMarkdown(reportOf("acme", [standing("era5")], repos, undefined), MADE);
  expect(text).toContain("`repo-04` and 37 more |");
  expect(text).not.toContain("repo-05");
});

describe("over the limit of a comment on GitHub", () => {
  const many = (count: number, changes = {}) =>
    Array.from({ length: count }, (_, index) => standing(`config-${String(index).padStart(4, "0")}`, changes));
  /** Of a section, how many rows are there and how many are said to be left out. */
  const countsIn = (text: string, heading: string) => {
    const section = text.split(/^#+ /m).find((part) => part.startsWith(heading)) ?? "";
    const [, left = "0"] =
      /^(\d+) of \d+ are left out here: a comment on GitHub takes 65,536 characters\./m.exec(section) ?? [];
    return { shown: Math.max(0, tableRows(section).length - 2), left: Number(left) };
  };

  test("what changed and what is not declared stay, and the rest is counted", () => {
    const configs = many(1000);
    const changed = configs.slice(0, 3);
    const declared = configs
      .slice(0, 990)
      .map((each) => [each, changed.includes(each) ? { nickname: "old" } : {}] as const);
    const text = renderMarkdown(
      reportOf("acme", configs, [], [state("prod", [...declared, [standing("lost")]])]),
      MADE,
    );
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text.length).toBeGreaterThan(LONGEST_COMMENT * 0.9);
    expect(text).toContain("**1000** BucketConfigs · **3** changed outside · **1** gone · **10** not declared");
    expect(countsIn(text, "Changed")).toEqual({ shown: 3, left: 0 });
    expect(countsIn(text, "Gone")).toEqual({ shown: 1, left: 0 });
    expect(countsIn(text, "Not declared")).toEqual({ shown: 10, left: 0 });
    const { shown, left } = countsIn(text, "All");
    expect([shown > 100, shown + left]).toEqual([true, 1000]);
    expect(text.trimEnd().split("\n").at(-1)).toBe(`_${MADE_BY}_`);
  });

  test("sections share the room where each of them is too long", () => {
    const configs = many(2000);
    const declared = configs.slice(0, 1000).map((each) => [each, { nickname: "old" }] as const);
    const text = renderMarkdown(reportOf("acme", configs, [], [state("prod", declared)]), MADE);
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    for (const [heading, all] of [
      ["Changed", 1000],
      ["Not declared", 1000],
      ["All", 2000],
    ] as const) {
      const { shown, left } = countsIn(text, heading);
      expect([heading, shown > 100, shown + left]).toEqual([heading, true, all]);
    }
  });

  test("it is never longer, whichever sections are cut", () => {
    for (let count = 100; count < 700; count += 37) {
      const configs = many(count);
      const declared = configs
        .slice(0, count - (count % 90))
        .map((each) => [each, { prefix: "old", nickname: "old" }] as const);
      const text = renderMarkdown(reportOf("acme", configs, [], [state("prod", declared)]), MADE);
      expect(text.length, String(count)).toBeLessThanOrEqual(LONGEST_COMMENT);
    }
  });

  test("many platforms are no way past it", () => {
    const configs = many(700).map((each, index) => ({ ...each, platform: `platform-${index}-${"x".repeat(60)}` }));
    const text = renderMarkdown(reportOf("acme", configs, [], undefined), MADE);
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
  });

  test("one monstrous entry does not crowd out the others", () => {
    const extraConfig = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [`key-${index}-${"x".repeat(80)}`, true]),
    );
    const [monster, small] = [standing("a-monster", { extraConfig }), standing("small")];
    const declared = [[monster, { extraConfig: {} }] as const, [small, { nickname: "old" }] as const];
    const text = renderMarkdown(reportOf("acme", [monster, small], [], [state("prod", declared)]), MADE);
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text).toContain("| `small` | `small-resource`, stack `prod` | `nickname` |");
    expect(text).toContain("| `a-monster` | `a-monster-resource`, stack `prod` | and 890 more |");
  });
});
