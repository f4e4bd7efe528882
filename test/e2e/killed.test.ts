import { describe, expect, test } from "vitest";
import { FACES } from "./harness/faces";
import { killAt, recover } from "./harness/recovery";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack } from "./harness/stack";

describe.each(FACES)("%s", (face) => {
  const { awsRole } = SAMPLES;
  const UP = ["up", "--yes", "--skip-preview"];

  /** A run is killed while a call is under way: before the service did the work, or after. */
  test.each([
    { hook: "create", method: "POST", when: "before" },
    { hook: "create", method: "POST", when: "after" },
    { hook: "replace", method: "DELETE", when: "before" },
    { hook: "replace", method: "DELETE", when: "after" },
    { hook: "replace", method: "POST", when: "before" },
    { hook: "replace", method: "POST", when: "after" },
    { hook: "update", method: "PATCH", when: "before" },
    { hook: "update", method: "PATCH", when: "after" },
    { hook: "delete", method: "DELETE", when: "before" },
    { hook: "delete", method: "DELETE", when: "after" },
  ] as const)(
    "killed in the $method of a $hook, $when the work: one more run ends as declared, with one config",
    async ({ hook, method, when }) => {
      const emulator = await emulatorForTest();
      const stack = await TestStack.create({ face, emulator });
      const change = { update: { nickname: "renamed" }, replace: { prefix: "moved" }, create: {}, delete: {} }[hook];
      if (hook !== "create") {
        stack.declare({ era5: { args: awsRole } });
        expect((await stack.up()).ok).toBe(true);
      }
      const wanted = hook === "delete" ? {} : { era5: { args: { ...awsRole, ...change } } };
      stack.declare(wanted);
      emulator.fail({ method, path: /\/buckets/, kind: "hang", when });
      await killAt(stack, emulator, UP, method);
      emulator.clearFaults();

      const ended = await recover(stack, wanted);
      expect(ended.ok, ended.text).toBe(true);
      const [standing, ...more] = emulator.buckets("acme");
      expect(more).toEqual([]);
      expect((await stack.resources()).get("era5")?.id).toBe(standing?.id);
      if (hook !== "delete") expect(standing).toMatchObject({ nickname: "aws-role", prefix: "era5", ...change });
      const rest = await stack.preview({ expectNoChanges: true });
      expect(rest.ok, rest.text).toBe(true);
    },
  );
});
