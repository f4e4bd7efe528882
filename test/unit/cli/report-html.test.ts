import { expect, test } from "vitest";
import { renderHtml } from "../../../provider/cli/report/html";
import { reportOf } from "../../../provider/cli/report/model";
import { HOSTILE, MADE, MADE_BY, repo, reportWith, standing, state } from "../helpers/reports";

/** The elements of a page, without their attributes' values and without text. */
function skeleton(page: string): string {
  const tags = page.replace(/<style>[\s\S]*?<\/style>/, "").match(/<[^>]*>/g) ?? [];
  return tags.map((tag) => tag.replaceAll(/="[^"]*"/g, "")).join("");
}

test.each(HOSTILE.filter((text) => text !== ""))("%j can't become markup", async (text) => {
  const page = await renderHtml(reportWith(text), MADE);
  expect(skeleton(page)).toBe(skeleton(await renderHtml(reportWith("harmless"), MADE)));
  for (const sign of "\u202e\u2066\u200b\0") expect(page).not.toContain(sign);
});

test("a report without a stack speaks of the organisation alone", async () => {
  const page = await renderHtml(reportOf("acme", [standing("era5")], [], undefined), MADE);
  expect(page.replace(/<style>[\s\S]*?<\/style>/, "")).not.toMatch(/declared|Secrets|changed|gone/i);
});

test("it loads nothing and runs nothing", async () => {
  const page = await renderHtml(reportOf("acme", [standing("era5")], [], [state("dev", [])]), MADE);
  expect(page).toContain(
    `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-`,
  );
  expect(page).not.toMatch(/<(script|link|img|iframe|object|form)|\bsrc=|\bstyle=|\bon\w+=|url\(/);
});

test("a long list of repos can be unfolded", async () => {
  const repos = Array.from({ length: 42 }, (_, index) => repo(`repo-${String(index).padStart(2, "0")}`, "era5"));
  const page = await renderHtml(reportOf("acme", [standing("era5")], repos, undefined), MADE);
  const [before = "", folded = ""] = page.split("<details>");
  expect(before).toContain("repo-04");
  expect(before).not.toContain("repo-05");
  expect(folded).toMatch(/^<summary>and 37 more<\/summary>/);
  expect(folded).toContain("repo-41");
});

test("a deleted repo is marked, with the day in UTC", async () => {
  const page = await renderHtml(
    reportOf("acme", [standing("era5")], [repo("weather", "era5", "2026-01-01T02:00:00+02:00")], undefined),
    MADE,
  );
  expect(page).toContain('(deleted <time datetime="2026-01-01T00:00:00Z">2026-01-01</time>)');
});

test("the same report is the same page, with the time it was made in UTC", async () => {
  const configs = [standing("era5"), standing("tiles")];
  const page = await renderHtml(reportOf("acme", configs, [], undefined), MADE);
  expect(await renderHtml(reportOf("acme", configs.toReversed(), [], undefined), MADE)).toBe(page);
  expect(page).toContain(MADE_BY);
});

test("a thousand BucketConfigs make one page", async () => {
  const configs = Array.from({ length: 1000 }, (_, index) => standing(`config-${index}`));
  const repos = configs.flatMap((_, index) =>
    Array.from({ length: 20 }, (__, n) => repo(`repo-${index}-${n}`, `config-${index}`)),
  );
  const page = await renderHtml(
    reportOf("acme", configs, repos, [
      state(
        "prod",
        configs.map((each) => [each] as const),
      ),
    ]),
    MADE,
  );
  expect(page.match(/<tr role="row" id=/g)).toHaveLength(1000);
});
