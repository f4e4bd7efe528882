import path from "node:path";
import { expect, test } from "vitest";
import { packInto } from "../../package/pack.mjs";
import { temporaryPlace } from "../helpers/place.ts";

test("packing runs no script of the package, and answers the tarball's name and what is in it", async () => {
  const { folder, env, program, calls } = temporaryPlace();
  const answer = [{ filename: "it-1.0.0.tgz", files: [{ path: "dist/index.js", size: 1 }, { path: "README.md" }] }];
  program("machine/npm", `echo "npm warn a warning" >&2; echo '${JSON.stringify(answer)}'`);
  const to = path.join(folder, "to");
  expect(await packInto(to, { root: folder, env })).toEqual({
    filename: "it-1.0.0.tgz",
    files: ["dist/index.js", "README.md"],
  });
  expect(calls()).toEqual([`npm pack --json --ignore-scripts --pack-destination ${to}`]);
});

test("why packing failed is told", async () => {
  const { folder, env, program } = temporaryPlace();
  program("machine/npm", 'echo "npm error Invalid package" >&2; exit 1');
  await expect(packInto(folder, { root: folder, env })).rejects.toThrow(
    /^`npm pack` failed: it ended with exit code 1\nnpm error Invalid package$/,
  );
});
