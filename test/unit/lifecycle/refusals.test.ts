import { describe, expect, test } from "vitest";
import type { RepoAnswer } from "../../../provider/api/answers";
import * as refusals from "../../../provider/lifecycle/refusals";
import { changesBetween, readableDifferences } from "../../../provider/model/diff";
import type { NormalForm } from "../../../provider/model/normal-form";
import { UNKNOWN } from "../../../provider/model/unknown";
import { FACE } from "../helpers/face";
import { normalForm } from "../helpers/read";
import { r2Input, SECRETS, s3Input } from "../helpers/samples";

const era5 = normalForm(s3Input(), "acme");
const holder = {
  ...normalForm(s3Input({ nickname: "theirs" }), "acme"),
  id: "1a2b",
  createdAt: "2026-01-02T03:04:05+00:00",
  createdBy: "ann@example.com",
  unreadable: [],
  untold: [],
};
const repo = (name: string, deletedAt?: string): RepoAnswer => ({ name, deletedAt });

function replace(before: NormalForm, after: Partial<NormalForm>, repos: RepoAnswer[]): string {
  return refusals.replaceInUse(before, repos, changesBetween(before, { ...before, ...after } as NormalForm)).message;
}

test("a replacement of what is in use names the repos, and what to put back", () => {
  expect(replace(era5, { prefix: "new" }, [repo("gfs"), repo("era5")])).toMatchInlineSnapshot(
    `"Can't replace BucketConfig 'era5' (s3://acme-arraylake/era5): 2 repos use it (era5, gfs). Only its nickname can change while they do. Move or delete them, or put \`prefix\` back to 'era5' (uri 's3://acme-arraylake/era5'). Nothing was changed."`,
  );
});

test("a new nickname needs no putting back: it can change", () => {
  const message = replace(era5, { nickname: "new", prefix: "new" }, [repo("gfs")]);
  expect(message).toContain("or put `prefix` back to 'era5' (uri");
});

test("of each part of a location, the uri is told that has them all", () => {
  for (const part of ["platform", "name", "prefix"])
    expect(replace(era5, { [part]: "new" }, [repo("gfs")])).toMatch(
      new RegExp(`or put \`${part}\` back to '[\\w-]+' \\(uri 's3://acme-arraylake/era5'\\)\\.`),
    );
});

test("a field of which a preview doesn't know yet what it becomes is put back as a whole", () => {
  const unknown = { prefix: "new", extraConfig: UNKNOWN } as unknown as NormalForm;
  expect(replace(era5, unknown, [repo("gfs")])).toContain(
    "or put `prefix` back to 'era5' and `extraConfig` back to what it was (uri",
  );
});

test("one repo is one, and what is put back is named field by field, secrets without their values", () => {
  const before = normalForm(r2Input(), "acme");
  const message = replace(before, { name: "moved", extraConfig: {}, authConfig: { method: "hmac" } }, [repo("tiles")]);
  expect(message).toMatchInlineSnapshot(
    `"Can't replace BucketConfig 'tiles' (s3-compatible://acme-r2/tiles): 1 repo uses it (tiles). Only its nickname can change while it does. Move or delete it, or put \`name\` back to 'acme-r2', \`extraConfig.endpointUrl\` back to what it was, \`extraConfig.regionName\` back to what it was and \`authConfig.method\` back to 'r2_customer_managed_role' (uri 's3-compatible://acme-r2/tiles'). Nothing was changed."`,
  );
  for (const secret of Object.values(SECRETS)) expect(message).not.toContain(secret);
});

test("of a setting its name is told, and of a text no more: nobody knows whether it is a secret", () => {
  const before = normalForm(s3Input({ extraConfig: { regionName: "us-east-1", useSsl: true, ca: "own" } }), "acme");
  const { authConfig } = before;
  const after = {
    extraConfig: { regionName: "eu-west-1", useSsl: false, constructor: "x" },
    authConfig: { ...authConfig, externalRoleName: "other", sharedSecret: "other" },
  };
  const message = replace(before, after as unknown as NormalForm, [repo("gfs")]);
  expect(message).toMatchInlineSnapshot(
    `"Can't replace BucketConfig 'era5' (s3://acme-arraylake/era5): 1 repo uses it (gfs). Only its nickname can change while it does. Move or delete it, or put \`extraConfig.ca\` back to what it was, \`extraConfig.regionName\` back to what it was, \`extraConfig.useSsl\` back to true, \`extraConfig.constructor\` back to nothing, \`authConfig.externalRoleName\` back to what it was and \`authConfig.sharedSecret\` back to what it was. Nothing was changed."`,
  );
  for (const text of ["us-east-1", "eu-west-1", "own", "arraylake-role", "other"]) expect(message).not.toContain(text);
});

test("deleted repos in their grace period are named as such", () => {
  expect(replace(era5, { prefix: "new" }, [repo("gone", "2026-01-01T00:00:00Z")])).toMatchInlineSnapshot(
    `"Can't replace BucketConfig 'era5' (s3://acme-arraylake/era5): 1 repo uses it (gone, a deleted repo in its grace period). Only its nickname can change while it does. Restore and move it, or delete it for good, or put \`prefix\` back to 'era5' (uri 's3://acme-arraylake/era5'). Nothing was changed."`,
  );
  const mixed = [repo("gone", "2026-01-01T00:00:00Z"), repo("alive")];
  expect(refusals.deleteInUse(era5, mixed).message).toMatchInlineSnapshot(
    `"Can't delete BucketConfig 'era5' (s3://acme-arraylake/era5): 2 repos use it (alive; gone, a deleted repo in its grace period). Move or delete them (the deleted ones for good) first; or let go of it without deleting it, with the option retainOnDelete or \`pulumi state delete\`. It stands as it was."`,
  );
});

test("what was changed outside is told as it is declared and as it stands, secrets without their values", () => {
  const declared = normalForm(r2Input(), "acme");
  const changed = { ...declared.authConfig, durationSeconds: 60, parentAccessKeyId: "other-key" };
  const live = { ...declared, extraConfig: {}, authConfig: changed } as NormalForm;
  const message = refusals.driftInUse(declared, live, [repo("tiles"), repo("maps")]).message;
  expect(message).toMatchInlineSnapshot(
    `"Can't replace BucketConfig 'tiles' (s3-compatible://acme-r2/tiles): 2 repos use it (maps, tiles), and it was changed outside of this program: extraConfig.endpointUrl is (none), declared (a text); extraConfig.regionName is (none), declared (a text); authConfig.durationSeconds is 60, declared 900; authConfig.parentAccessKeyId is (another secret), declared (a secret). Declare what stands now, or have it changed back at Arraylake. Or move or delete them: then an update replaces it by what is declared. Nothing was changed."`,
  );
  for (const secret of [...Object.values(SECRETS), "other-key"]) expect(message).not.toContain(secret);
});

test("a deletion of what is in use offers to let go of it", () => {
  expect(refusals.deleteInUse(era5, [repo("era5")]).message).toMatchInlineSnapshot(
    `"Can't delete BucketConfig 'era5' (s3://acme-arraylake/era5): 1 repo uses it (era5). Move or delete it first; or let go of it without deleting it, with the option retainOnDelete or \`pulumi state delete\`. It stands as it was."`,
  );
});

test("a deletion that the service refuses without a repo to be seen says what else there may be", () => {
  const answered = (status: number, message: string) => refusals.deleteRefused(era5, { status, message }).message;
  expect(answered(409, "Arraylake answered 409 to DELETE /x: in use.")).toMatchInlineSnapshot(
    `"Can't delete BucketConfig 'era5' (s3://acme-arraylake/era5): Arraylake refuses it, though no repo is seen to use it. Arraylake answered 409 to DELETE /x: in use. Something else may rely on it, such as an Iceberg namespace or a repo that you may not see: remove that first; or let go of it without deleting it, with the option retainOnDelete or \`pulumi state delete\`. It stands as it was."`,
  );
  expect(answered(403, "Arraylake answered 403 to DELETE /x: no. Check the token.")).toContain(
    "Check the token. Or something else relies on it, such as",
  );
});

test("a taken location names its holder and the two ways to take it over", () => {
  expect(refusals.locationTaken(era5, holder, "no", FACE).message).toMatchInlineSnapshot(
    `"Can't create BucketConfig 'era5' at s3://acme-arraylake/era5: BucketConfig 'theirs' (s3://acme-arraylake/era5, id 1a2b, since 2026-01-02T03:04:05+00:00, by ann@example.com) already stands there, and a location can have only one. If this resource only got another name in the program, tell Pulumi the old one: with the option \`aliases\`, in a stack's config with \`aliases: [OLD-KEY]\`. If nothing manages it yet and it is the one you mean, take it over: with \`adopt: true\` on the resource, or with an import file (\`npx pulumi-arraylake import-file --org acme --nickname theirs\`). Else choose another location. Nothing was created."`,
  );
  expect(refusals.locationTaken(era5, holder, "replacing", FACE).message).toMatchInlineSnapshot(
    `"Can't move BucketConfig 'era5' to s3://acme-arraylake/era5: BucketConfig 'theirs' (s3://acme-arraylake/era5, id 1a2b, since 2026-01-02T03:04:05+00:00, by ann@example.com) already stands there, and a location can have only one. Choose another location, or first move or remove that one, in an update of its own. If resources of this program only changed their names, they take the option \`aliases\`. Nothing was changed."`,
  );
});

test("a holder of whom little is known is named by what is", () => {
  const unknown = { ...holder, createdAt: undefined, createdBy: undefined };
  expect(refusals.locationTaken(era5, unknown, "no", FACE).message).toContain(
    "'theirs' (s3://acme-arraylake/era5, id 1a2b) already",
  );
});

test("a holder without a nickname that can be written is looked for without it", () => {
  expect(refusals.locationTaken(era5, { ...holder, nickname: "" }, "perhaps", FACE).message).toContain(
    "(`npx pulumi-arraylake import-file --org acme`)",
  );
});

test("a taken nickname names its holder", () => {
  const other = { ...holder, nickname: "era5", prefix: "other" };
  expect(refusals.nicknameTaken(era5, other).message).toMatchInlineSnapshot(
    `"Can't create BucketConfig 'era5' (s3://acme-arraylake/era5): the nickname is held by BucketConfig 'era5' (s3://acme-arraylake/other, id 1a2b, since 2026-01-02T03:04:05+00:00, by ann@example.com), and only one can have it. Choose another nickname, or first rename that one, in an update of its own. Nothing was created."`,
  );
  expect(refusals.nicknameTaken(era5, other, { ...era5, nickname: "old" }).message).toMatchInlineSnapshot(
    `"Can't rename BucketConfig 'old' (s3://acme-arraylake/era5) to 'era5': the nickname is held by BucketConfig 'era5' (s3://acme-arraylake/other, id 1a2b, since 2026-01-02T03:04:05+00:00, by ann@example.com), and only one can have it. Choose another nickname, or first rename that one, in an update of its own. Nothing was changed."`,
  );
});

describe("two resources that want the same are both named, with the way out that loses nothing,", () => {
  const twin = { ...era5, nickname: "twin" };
  const moved = { ...era5, prefix: "before" };
  const RENAMED =
    "A resource that only got another name takes the option `aliases`, and one that is to be replaced on demand (`--replace`, `replaceOnChanges`) is removed in one update and declared again in the next. Nothing was changed.";
  const head = (doing: string, config: string, other: string) =>
    `Can't ${doing} BucketConfig '${config}' (s3://acme-arraylake/era5): another resource of this program, '${other}' (s3://acme-arraylake/era5), has the same location`;

  test.each<[string, refusals.Claim, refusals.Claim, string]>([
    [
      "where one is new",
      { wanted: era5 },
      { wanted: twin, before: twin },
      `${head("create", "era5", "twin")}. Give this one a location of its own, or remove it from the program if it is new. ${RENAMED}`,
    ],
    [
      "where one moves to the other",
      { wanted: era5, before: moved },
      { wanted: twin, before: twin },
      `${head("change", "era5", "twin")}. Give this one a location of its own, or put back 's3://acme-arraylake/before'. ${RENAMED}`,
    ],
    [
      "where the other, which came first, is the one that moves",
      { wanted: twin, before: twin },
      { wanted: era5, before: moved },
      `${head("change", "twin", "era5")}. Give that one a location of its own, or put back 's3://acme-arraylake/before'. ${RENAMED}`,
    ],
    [
      "where both have it already",
      { wanted: era5, before: era5 },
      { wanted: twin, before: twin },
      `${head("change", "era5", "twin")}, and so it is in the state. First run \`pulumi refresh\`, which forgets what is gone. If this message comes again and both have one id (\`pulumi stack --show-ids\`), remove one of the two from the program: what the other one has is let go of, and not deleted. Nothing was changed.`,
    ],
  ])("%s", (_, asked, other, message) => {
    expect(refusals.wantedTwice(asked, other, "location").message).toBe(message);
  });

  test("also where it comes from another organisation", () => {
    const moved = { wanted: era5, before: { ...era5, org: "other" } };
    expect(refusals.wantedTwice(moved, { wanted: twin, before: twin }, "location").message).toContain(
      "has the same location. Give this one a location of its own, or put back 'org: other'.",
    );
  });

  test("also where it is the nickname", () => {
    const renamed = { wanted: era5, before: { ...era5, nickname: "old" } };
    expect(refusals.wantedTwice(renamed, { wanted: { ...era5, prefix: "other" } }, "nickname").message).toContain(
      "has the same nickname. Give this one a nickname of its own, or put back 'old'.",
    );
  });
});

test("what can't be adopted is held against what is declared, secrets without their values", () => {
  const wanted = normalForm(r2Input(), "acme");
  const theirs = normalForm(r2Input({ parentAccessKeyId: "other-key" }, { nickname: "theirs" }), "acme");
  const before = { ...theirs, extraConfig: {} };
  const message = refusals.notAdoptable(wanted, { ...holder, ...before }, readableDifferences(wanted, before)).message;
  expect(message).toMatchInlineSnapshot(
    `"Can't adopt BucketConfig 'theirs' (s3-compatible://acme-r2/tiles, id 1a2b, since 2026-01-02T03:04:05+00:00, by ann@example.com): it is not as declared. nickname is 'theirs', declared 'tiles'; extraConfig.endpointUrl is (none), declared (a text); extraConfig.regionName is (none), declared (a text); authConfig.parentAccessKeyId is (another secret), declared (a secret). Declare what is there, then change it in a later update; or give the new BucketConfig a location of its own instead of s3-compatible://acme-r2/tiles. Nothing was changed."`,
  );
  for (const secret of [...Object.values(SECRETS), "other-key"]) expect(message).not.toContain(secret);
});

test("what is gone is to be refreshed", () => {
  expect(refusals.gone(era5, "1a2b").message).toMatchInlineSnapshot(
    `"Can't change BucketConfig 'era5' (s3://acme-arraylake/era5): it is gone from Arraylake (id 1a2b). Run \`pulumi refresh\`, then \`pulumi up\` creates it again."`,
  );
});

test("a refusal is called one", () => {
  expect(String(refusals.gone(era5, "1a2b"))).toMatch(/^RefusalError: Can't change/);
});
