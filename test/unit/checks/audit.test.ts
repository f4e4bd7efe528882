import { expect, test } from "vitest";
import { readAudit } from "../../checks/audit.mjs";

const advisory = { title: "Request smuggling", url: "https://github.com/advisories/GHSA-xxxx" };

function report(severity: string) {
  const vulnerability = { name: "undici", severity, range: "<8.12.5", via: [advisory, "llhttp"] };
  return JSON.stringify({ auditReportVersion: 2, vulnerabilities: { undici: vulnerability } });
}

test("no advisory is fine", () => {
  expect(readAudit(JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} }))).toEqual({
    verdict: "ok",
    lines: [],
  });
});

test.each([
  ["info", "ok"],
  ["low", "ok"],
  ["moderate", "ok"],
  ["high", "FAILED"],
  ["critical", "FAILED"],
])("an advisory of severity %s is told: %s", (severity, verdict) => {
  const line = `${severity}: undici <8.12.5: Request smuggling (https://github.com/advisories/GHSA-xxxx); through llhttp`;
  expect(readAudit(report(severity))).toMatchObject({ verdict, lines: expect.arrayContaining([line]) });
});

test("a failure names the way out", () => {
  expect(readAudit(report("high")).lines.at(-1)).toContain("`npm audit fix`");
  expect(readAudit(report("low")).lines.at(-1)).not.toContain("`npm audit fix`");
});

test.each([
  ["a registry that knows no audits", { message: "405 Method Not Allowed", statusCode: 405, error: { summary: "" } }],
  ["no network", { message: "request to https://registry.npmjs.org/ failed", error: { summary: "", detail: "" } }],
])("%s is no failure, and said", (_case, answer) => {
  const lines = [`The registry's advisories are not reachable: ${answer.message}`];
  expect(readAudit(JSON.stringify(answer))).toEqual({ verdict: "skipped", lines });
});

test("npm's own refusal is a failure, and said", () => {
  const summary = "This command requires an existing lockfile.";
  const lines = [`npm could not audit: ${summary}`];
  expect(readAudit(JSON.stringify({ error: { code: "ENOLOCK", summary } }))).toEqual({ verdict: "FAILED", lines });
});

test.each(["", "not JSON", "null", "{}"])("an answer that can't be read is a failure: '%s'", (stdout) => {
  const lines = ["npm could not audit: its answer can't be read."];
  expect(readAudit(stdout)).toEqual({ verdict: "FAILED", lines });
});
