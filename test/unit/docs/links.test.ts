import { expect, test } from "vitest";
import { anchorsOf, brokenLinks } from "./links";
import { documents, parsed } from "./markdown";

test("every link inside the repository leads to a file, and to a heading where it names one", () => {
  const all = documents();
  expect(all.map(({ file }) => file)).toEqual(
    expect.arrayContaining(["README.md", "CHANGELOG.md", ".github/SECURITY.md", ".decisions/README.md"]),
  );
  expect(all.flatMap(brokenLinks)).toEqual([]);
});

test.each([
  ["[a](missing.md)", ["x.md:1: missing.md"]],
  ["\n![a\nb](test/missing.svg)", ["x.md:2: test/missing.svg"]],
  ["[a]: missing.md", ["x.md:1: missing.md"]],
  ['<img src="missing.png">', ["x.md:1: missing.png"]],
  ["[a](README.md#no-such-heading)", ["x.md:1: README.md#no-such-heading"]],
  ["# Here\n[a](#there)", ["x.md:2: #there"]],
  ["[a](dist/index.js)", ["x.md:1: dist/index.js"]],
  ["[a](../elsewhere)", ["x.md:1: ../elsewhere"]],
  ["# Here\n[a](#here), [b](LICENSE), [c](README.md#limits), [d](https://example.com/x), [e](/examples)", []],
  ["`[a](missing.md)`\n\n```text\n[a](missing.md)\n```", []],
])("of '%s', these links are broken: %j", (text, broken) => {
  expect(brokenLinks(parsed("x.md", text))).toEqual(broken);
});

test("headings have the anchors that GitHub gives them", () => {
  const text = "# `BucketConfig`, and *more*\n## What's new?\n## What's new?\n## A [link](x.md)\n```sh\n# none\n```";
  expect([...anchorsOf(parsed("x.md", text))]).toEqual(["bucketconfig-and-more", "whats-new", "whats-new-1", "a-link"]);
});
