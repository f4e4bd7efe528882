import { expect, test } from "vitest";
import { renderJson } from "../../../provider/cli/report/json";
import { reportOf } from "../../../provider/cli/report/model";
import { UNKNOWN } from "../../../provider/model/unknown";
import { MADE, standing, state } from "../helpers/reports";

test("what is encrypted in the state is unknown, and other texts stay as they are", () => {
  const declared = state("dev", [
    [standing("lost"), { nickname: UNKNOWN, name: UNKNOWN }],
    [standing("era5"), { prefix: UNKNOWN }],
  ]);
  const text = renderJson(reportOf("acme", [standing("era5", { nickname: "two\nlines" })], [], [declared]), MADE);
  expect(text).not.toContain(UNKNOWN);
  expect(JSON.parse(text)).toMatchObject({
    bucketConfigs: [{ nickname: "two\nlines" }],
    gone: [{ nickname: "(unknown)", uri: "s3://(unknown)" }],
  });
});
