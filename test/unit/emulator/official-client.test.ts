import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { emulate } from "./support";

const python = process.env.ARRAYLAKE_PYTHON;
const reason = whyNot();

test.skipIf(reason !== undefined)(
  `the official Python client can't tell the emulator from the service${reason ? ` (skipped: ${reason})` : ""}`,
  { timeout: 120_000 },
  async () => {
    const emulator = await emulate();
    const home = mkdtempSync(join(tmpdir(), "official-client-"));
    try {
      const { stdout } = await promisify(execFile)(python ?? "", [join(__dirname, "official_client.py")], {
        env: {
          PATH: process.env.PATH,
          HOME: home,
          ARRAYLAKE_CONFIG: home,
          ARRAYLAKE_SERVICE__URI: emulator.url,
          ARRAYLAKE_TOKEN: emulator.token,
        },
      });
      expect(stdout.trim().split("\n")).toHaveLength(12);
      expect(stdout).toContain("deletes everything");
    } finally {
      rmSync(home, { recursive: true });
    }
  },
);

function whyNot(): string | undefined {
  if (python === undefined || python === "") return "ARRAYLAKE_PYTHON names no Python with the arraylake package";
  const { status } = spawnSync(python, ["-c", "import arraylake"]);
  return status === 0 ? undefined : "the Python that ARRAYLAKE_PYTHON names has no arraylake package";
}
