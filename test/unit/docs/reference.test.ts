import { expect, test } from "vitest";
import { AUTH_FIELDS } from "../../../provider/model/auth-methods";
import { SETTING_NAMES } from "../../../provider/model/extra-config";
import { bucketConfigSchema } from "../../../provider/model/schema";
import { documents } from "./markdown";

// That the interfaces have the same fields as the tables is held by the compiler: test/unit/types/interfaces.ts.

test("README names every field", () => {
  const readme = documents().find(({ file }) => file === "README.md")?.text ?? "";
  const all = [...Object.keys(bucketConfigSchema.shape), ...SETTING_NAMES, ...Object.keys(AUTH_FIELDS)];
  expect(all.filter((field) => !readme.includes(`\`${field}\``))).toEqual([]);
});
