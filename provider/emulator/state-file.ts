import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { isRecord } from "./problems";
import type { OrgSnapshot } from "./store";

const FORMAT = "arraylake-emulator/1";

const bucket = z.looseObject({
  id: z.string(),
  nickname: z.string(),
  platform: z.string(),
  name: z.string(),
  prefix: z.string(),
  extra_config: z.record(z.string(), z.unknown()),
  auth_config: z.record(z.string(), z.unknown()).nullable(),
  is_default: z.boolean(),
});
const repo = z.looseObject({ id: z.string(), name: z.string(), bucket_id: z.string().nullable() });
const org = z.object({ buckets: z.array(bucket), repos: z.array(repo), held: z.array(z.string()).default([]) });
// Not a record, which knows no `__proto__`: any name may be an org's.
const state = z.object({
  format: z.literal(FORMAT),
  orgs: z
    .custom<Record<string, unknown>>(isRecord)
    .transform((orgs) => new Map(Object.entries(orgs)))
    .pipe(z.map(z.string(), org)),
});

/**
 * What an earlier emulator left in its state file; nothing, when there is no such file.
 *
 * @throws if the file is there but is not such a state
 */
export function loadState(file: string): ReadonlyMap<string, OrgSnapshot> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw new Error(`Can't read the emulator's state file '${file}'. Check the path and who may read it.`, {
      cause: error,
    });
  }
  try {
    return state.parse(JSON.parse(text)).orgs as Map<string, OrgSnapshot>;
  } catch (error) {
    throw new Error(
      `The emulator's state file '${file}' does not hold a state of this emulator: it is damaged, or something else's file. ` +
        "Nothing was changed. Move it away to begin empty, or name another file.",
      { cause: error },
    );
  }
}

/** Puts a new state in place of the old one: whoever reads, even after a kill, finds one of the two, whole. */
export function saveState(file: string, orgs: ReadonlyMap<string, OrgSnapshot>): void {
  const note = "State of a test double. Secrets are in clear.";
  const text = `${JSON.stringify({ format: FORMAT, note, orgs: Object.fromEntries(orgs) })}\n`;
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: "wx", mode: 0o600, flush: true });
    renameSync(temporary, file);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const why = "Check that its folder exists and may be written.";
    throw new Error(`Can't write the emulator's state file '${file}'. ${why}`, { cause });
  }
}
