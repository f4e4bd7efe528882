import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../docs/markdown";
import { packageSchema } from "./package-schema";

const FILE = join(ROOT, "provider/plugin/schema.json");

test("the package's schema says what the code says: UPDATE_SCHEMA=1 writes it anew, and `npm run fix` formats it", () => {
  const schema = packageSchema();
  if (process.env.UPDATE_SCHEMA) writeFileSync(FILE, JSON.stringify(schema, null, 2));
  expect(JSON.parse(readFileSync(FILE, "utf8"))).toEqual(schema);
});
