import { expect, test } from "vitest";
import { importFile } from "../../../provider/cli/import-file";
import { emulate, failure } from "../helpers/connected";
import { METHODS } from "../helpers/samples";
import { openSession } from "../helpers/sessions";

/** A session with an organisation of which the service says this. */
async function sessionWith(...rows: object[]) {
  const emulator = await emulate();
  emulator.fail({ kind: "status", status: 200, path: "/orgs/acme/buckets", body: rows, times: "always" });
  return openSession(emulator).session;
}

const LAB = { id: "1a2b", nickname: "lab", ...METHODS.hmac.wire };

test("a BucketConfig that can't be read as a whole is left out, by name, and keeps nobody else out", async () => {
  const session = await sessionWith(LAB, { ...LAB, id: 5, nickname: "no-id" }, { ...LAB, id: "3c4d", prefix: 5 });
  const { file, notes } = await importFile(session, "acme", {});
  expect(file.resources.map(({ id, name }) => [id, name])).toEqual([["1a2b", "lab"]]);
  const left = notes.filter((note) => note.startsWith("Left out"));
  expect(left).toEqual([
    expect.stringMatching(
      /^Left out: no-id \(minio:\/\/lab-bucket\/raw, .*\)\. Arraylake's answer has no readable id\.$/,
    ),
    "Left out: lab (minio://lab-bucket, id 3c4d). Arraylake's answer has no readable prefix.",
  ]);
});

test("a BucketConfig whose auth config isn't told is left out: at the first update it would be replaced", async () => {
  const session = await sessionWith(LAB, { ...LAB, id: "3c4d", nickname: "untold", auth_config: null });
  const { file, notes } = await importFile(session, "acme", {});
  expect(file.resources.map(({ name }) => name)).toEqual(["lab"]);
  expect(notes.filter((note) => note.startsWith("Left out"))).toEqual([
    "Left out: untold (minio://lab-bucket/raw, id 3c4d). Arraylake doesn't tell its auth config.",
  ]);
});

test("what the service says of names ends no line of what is told", async () => {
  const nickname = "x\n\u001b[31mevil\u2028\u202e";
  const session = await sessionWith({ ...LAB, nickname });
  const { file, notes } = await importFile(session, "acme", {});
  expect(file.resources.map(({ name }) => name)).toEqual([nickname]);
  const { message } = await failure(importFile(session, "acme", { nickname: ["era5"] }));
  for (const line of [...notes, message]) expect(line).toMatch(/^[\x20-\x7e]*$/);
});
