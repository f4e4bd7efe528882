import { describe, expect, test } from "vitest";
import { LONGEST_COMMENT, renderMarkdown } from "../../../provider/cli/report/markdown";
import { reportOf } from "../../../provider/cli/report/model";
import { UNKNOWN } from "../../../provider/model/unknown";
import { HOSTILE, MADE, MADE_BY, repo, reportWith, standing, state } from "../helpers/reports";

function tableRows(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("|"));
}

test("says what there is, who relies on it, who declares it, and what changed", () => {
  const health = { status: "unhealthy", lastCheckedAt: undefined, message: "AccessDenied", capabilities: [] };
  const [era5, tiles, byHand] = [
    standing("era5", { isDefault: true }),
    standing("tiles", { platform: "gs", health }),
    standing("by-hand"),
  ];
  const repos = [repo("weather", "era5"), repo("climate", "era5", "2026-01-01T00:00:00Z")];
  const declared = state("prod", [[era5, { nickname: "reanalysis" }], [tiles], [standing("lost")]]);
  expect(
    renderMarkdown(reportOf("acme", [era5, tiles, byHand], repos, [declared]), MADE),
  ).toBe(`## BucketConfigs of \`acme\`

**3** BucketConfigs · **1** changed outside · **1** gone · **1** not declared · **1** unhealthy

Compared with the state of \`prod\`. Secrets aren't compared: they are encrypted in the state.

### What changed outside

\`pulumi up --refresh\` puts back what is declared. To keep what stands at Arraylake, write it into the program.

- \`era5\` (\`era5-resource\` in stack \`prod\`): \`nickname\` \`'reanalysis'\` → \`'era5'\`
- \`lost\` at \`s3://lost-bucket\` (\`lost-resource\` in stack \`prod\`): **gone**

### All BucketConfigs

| Platform | BucketConfig | Location | Health | Repos | Declared |
| --- | --- | --- | --- | --- | --- |
| \`gs\` | \`tiles\` | \`gs://tiles-bucket\` | **unhealthy** \`unhealthy\`: \`AccessDenied\` | none | \`tiles-resource\` in stack \`prod\` |
| \`s3\` | \`by-hand\` | \`s3://by-hand-bucket\` | never checked | none | **not declared** |
| \`s3\` | \`era5\` (the default) | \`s3://era5-bucket\` | never checked | \`climate\` (deleted), \`weather\` | \`era5-resource\` in stack \`prod\`, **changed outside** |

_${MADE_BY}_
`);
});

test("without a stack it speaks of the organisation alone", () => {
  const text = renderMarkdown(reportOf("acme", [standing("era5")], [], undefined), MADE);
  expect(text).not.toMatch(/declared|Secrets|stack|changed/i);
  expect(text).toContain("**1** BucketConfig · **0** unhealthy");
});

test("a name that is encrypted in the state is unknown", () => {
  const lost = state("dev", [[standing("lost"), { nickname: UNKNOWN, name: UNKNOWN }]]);
  const text = renderMarkdown(reportOf("acme", [], [], [lost]), MADE);
  expect(text).toContain("- `(unknown)` at `s3://(unknown)` (`lost-resource` in stack `dev`): **gone**");
});

test("an organisation without any has no table", () => {
  expect(tableRows(renderMarkdown(reportOf("acme", [], [], [state("dev", [])]), MADE))).toEqual([]);
});

describe("a value that somebody else wrote", () => {
  test.each(HOSTILE)("%j stays code in its cell", (text) => {
    const markdown = renderMarkdown(reportWith(text), MADE);
    const rows = tableRows(markdown);
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.split("|")).toHaveLength(8);
    // Outside of code, nothing is left that is not of the report's own words.
    const outside = markdown.replaceAll(/`[^`\n]*`|<code>[^<]*<\/code>/g, "");
    expect(outside).not.toMatch(/[<>`\\@[\]]|https?:|alert|octocat|[^\x20-\x7e\n·→]/);
    expect(markdown.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(3);
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
  expect(text).toContain("`repo-09` and 32 more |");
  expect(text).not.toContain("repo-10");
});

describe("over the limit of a comment on GitHub", () => {
  const many = (count: number, changes = {}) =>
    Array.from({ length: count }, (_, index) => standing(`config-${String(index).padStart(4, "0")}`, changes));

  test("the summary, what changed and what is not declared stay, and the rest is counted", () => {
    const configs = many(1000);
    const [changed, undeclared] = [configs.slice(0, 3), configs.slice(990)];
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
    expect(text.match(/^- /gm)).toHaveLength(4);
    for (const { nickname } of undeclared) expect(text).toContain(`| \`${nickname}\` |`);
    const shown = tableRows(text).length - 2;
    expect(text).toContain(
      `${1000 - shown} of 1000 BucketConfigs are left out here: a comment on GitHub takes 65,536 characters.`,
    );
    expect(text.trimEnd().split("\n").at(-1)).toBe(`_${MADE_BY}_`);
  });

  test("what changed and what is not declared share the room where both are too many", () => {
    const configs = many(2000);
    const declared = configs.slice(0, 1000).map((each) => [each, { nickname: "old", prefix: "deep/down" }] as const);
    const text = renderMarkdown(reportOf("acme", configs, [], [state("prod", declared)]), MADE);
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    const changes = text.match(/^- /gm)?.length ?? 0;
    const undeclared = text.match(/\*\*not declared\*\* \|$/gm)?.length ?? 0;
    expect(changes).toBeGreaterThan(100);
    expect(undeclared).toBeGreaterThan(100);
    expect(text).toContain(`And ${1000 - changes} more, left out here`);
    expect(text).toContain(`2000 BucketConfigs, ${1000 - undeclared} of them not declared, are left out here`);
  });

  test("one monstrous entry does not crowd out the others", () => {
    const extraConfig = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [`key-${index}-${"x".repeat(80)}`, true]),
    );
    const [monster, small] = [standing("a-monster", { extraConfig }), standing("small")];
    const text = renderMarkdown(
      reportOf(
        "acme",
        [monster, small],
        [],
        [
          state("prod", [
            [monster, { extraConfig: {} }],
            [small, { nickname: "old" }],
          ]),
        ],
      ),
      MADE,
    );
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(text).toContain("- `small`");
    expect(text).toContain("And 1 more, left out here");
  });
});
