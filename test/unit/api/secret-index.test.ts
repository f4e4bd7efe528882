import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { RUN, SecretIndex, Tail } from "../../../provider/api/redaction/secret-index";
import { unitsOf } from "../../../provider/api/redaction/units";

/** The runs of eight characters of a text that an index knows, and the short secrets that it sees in it. */
function seenIn(index: SecretIndex, text: string): { runs: string[]; short: string[] } {
  index.settle();
  const tail = new Tail();
  const [runs, short]: [string[], string[]] = [[], []];
  for (const [at, unit] of unitsOf(text).entries()) {
    tail.push(unit);
    if (index.hasRun(tail)) runs.push(text.slice(at - RUN + 1, at + 1));
    for (const length of index.shortLengths)
      if (index.hasShort(tail, length)) short.push(text.slice(at - length + 1, at + 1));
  }
  return { runs, short };
}

describe("an index of many secrets", () => {
  const secrets = Array.from({ length: 3000 }, () => randomBytes(8).toString("hex"));
  const index = new SecretIndex();
  for (const secret of [...secrets, ...secrets]) index.add(secret);
  index.settle();

  test("knows every run of each of them", () => {
    for (const secret of secrets) expect(seenIn(index, secret).runs).toHaveLength(secret.length - RUN + 1);
  });

  test("knows nothing else", () => {
    const known = new Set(secrets.flatMap((text) => Array.from({ length: 9 }, (_, at) => text.slice(at, at + RUN))));
    const texts = Array.from({ length: 3000 }, () => randomBytes(8).toString("hex"));
    for (const { runs } of texts.map((text) => seenIn(index, text)))
      for (const run of runs) expect(known).toContain(run);
    expect(seenIn(index, "0123456").runs).toEqual([]);
    expect(index.shortLengths).toEqual([]);
  });
});

test.each([1, 2, 3, 4, 5, 6, 7])(
  "a secret of %d characters is known by all of them, in any case, and by no part",
  (length) => {
    const index = new SecretIndex();
    const secret = "qWxYzVj".slice(0, length);
    index.add(secret);
    index.add(secret.toUpperCase());
    index.settle();
    expect(index.shortLengths).toEqual([length]);
    expect(seenIn(index, `..${secret.toLowerCase()}..${secret.slice(0, -1)}..${secret.slice(1)}`).short).toEqual([
      secret.toLowerCase(),
    ]);
    expect(seenIn(index, secret.slice(1)).short).toEqual([]);
    expect(seenIn(index, `${secret}${secret}`).runs).toEqual([]);
  },
);

test("secrets with one end are told apart by their beginnings", () => {
  const index = new SecretIndex();
  const secrets = Array.from({ length: 30 }, (_, at) => `${1000 + at}-end`);
  for (const secret of secrets) index.add(secret);
  for (const secret of secrets) expect(seenIn(index, secret).runs).toEqual([secret]);
  for (let at = 0; at < 300; at++) expect(seenIn(index, `${2000 + at}-end`).runs).toEqual([]);
});

test("a secret of eight is no short one, and an index without any is empty", () => {
  const index = new SecretIndex();
  index.add("");
  index.add(" \n ");
  index.settle();
  expect(index.isEmpty).toBe(true);
  index.add("12345678");
  index.settle();
  expect([index.isEmpty, index.shortLengths]).toEqual([false, []]);
  expect(seenIn(index, "0123456789").runs).toEqual(["12345678"]);
});

test("a capital letter is its small one, and what stands beside the letters is not another sign", () => {
  const index = new SecretIndex();
  index.add("AZ@[`{09");
  expect(seenIn(index, "az@[`{09").runs).toHaveLength(1);
  for (const other of ["aza[`{09", "az`[`{09", "az@{`{09", "az@[@{09"]) expect(seenIn(index, other).runs).toEqual([]);
});
