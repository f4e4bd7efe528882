import { expect, test } from "vitest";
import { gatherReport } from "../../../provider/cli/report";
import type { BucketRow } from "../../../provider/emulator/index";
import { emulate } from "../helpers/connected";
import { METHODS, SECRETS } from "../helpers/samples";
import { callsSince, openSession } from "../helpers/sessions";

const ALONE = { stack: [], cwd: "." };

test("one list of BucketConfigs and the pages of repos are all that is asked", async () => {
  const emulator = await emulate();
  const configs = Array.from({ length: 12 }, (_, index) => emulator.putBucket("acme", { nickname: `config-${index}` }));
  for (let index = 0; index < 130; index++)
    emulator.putRepo("acme", { name: `repo-${index}`, bucketId: configs[index % 12]?.id ?? null });
  emulator.ghostRepo("acme", "repo-0");
  emulator.putRepo("acme", { name: "homeless", bucketId: null });
  emulator.setDefault("acme", configs[3]?.id ?? null);

  const { session } = openSession(emulator);
  const report = await gatherReport(session, "acme", ALONE);
  expect(callsSince(emulator).toSorted()).toEqual(["GET buckets", "GET repos/paginated", "GET repos/paginated"]);
  expect(report.stacks).toBeUndefined();
  expect(report.configs.map(({ repos }) => repos.length).reduce((sum, count) => sum + count)).toBe(130);
  expect(report.configs.filter(({ standing }) => standing.isDefault).map(({ standing }) => standing.nickname)).toEqual([
    "config-3",
  ]);
  expect(report.configs.flatMap(({ repos }) => repos).filter(({ deletedAt }) => deletedAt)).toMatchObject([
    { name: "repo-0" },
  ]);
});

test("an organisation without any is an empty report", async () => {
  const { session } = openSession(await emulate());
  expect(await gatherReport(session, "acme", ALONE)).toEqual({
    org: "acme",
    stacks: undefined,
    configs: [],
    movedDefaults: [],
    gone: [],
  });
});

test("no secret comes into a report, not even in the words of a health check", async () => {
  const emulator = await emulate();
  const health = {
    status: "unhealthy",
    last_checked_at: null,
    message: `${SECRETS.accessKeyId} was denied`,
    capabilities: [],
  };
  emulator.putBucket("acme", { ...METHODS.hmac.wire, health } as unknown as Partial<BucketRow>);
  emulator.putBucket("acme", METHODS.aws_customer_managed_role.wire as unknown as Partial<BucketRow>);
  const { session } = openSession(emulator);
  const text = JSON.stringify(await gatherReport(session, "acme", ALONE));
  expect(text).toContain("[secret] was denied");
  for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
});
