import fc from "fast-check";
import { expect, test } from "vitest";
import { toWire } from "../../../provider/api/wire";
import { Problems } from "../../../provider/emulator/problems";
import { Refusal } from "../../../provider/emulator/refusal";
import { readNewBucket } from "../../../provider/emulator/validate";
import { AUTH_FIELDS, isSecretAuthField } from "../../../provider/model/auth-methods";
import { changesBetween, readableDifferences } from "../../../provider/model/diff";
import { SETTING_NAMES } from "../../../provider/model/extra-config";
import type { NormalForm } from "../../../provider/model/normal-form";
import { sentence } from "../../../provider/model/problems";
import { fingerprint } from "../../../provider/model/secrets";
import { mergedAuthConfig } from "../../../provider/model/standing-bucket-config";
import { containsUnknown } from "../../../provider/model/unknown";
import { toSnakeCase } from "../../../provider/model/wire-names";
import { asWritten, nearInputs, wildInputs, wireBodies } from "../helpers/generated";
import { findProblems, formOfRow, normalForm } from "../helpers/read";

type Values = Record<string, unknown>;

/** Whether the service takes a body, by the emulator's rules, which were written apart from the provider's. */
function serviceSays(body: unknown): { takes: true; stored: Values } | { takes: false; why: string } {
  try {
    const sent = JSON.parse(JSON.stringify(body)) as Values;
    return { takes: true, stored: readNewBucket(sent, new Problems()) as unknown as Values };
  } catch (error) {
    if (error instanceof Refusal) return { takes: false, why: error.message };
    throw error;
  }
}

const inputs = fc.oneof({ weight: 3, arbitrary: nearInputs }, { weight: 1, arbitrary: wildInputs });
const runs = (numRuns: number) => ({ numRuns });

test("nothing that can be written makes the check fail, and each problem says where it is", () => {
  fc.assert(
    fc.property(inputs, (input) => {
      for (const problem of findProblems(input)) {
        expect(problem.path).not.toBe("");
        expect(problem.message).not.toBe("");
      }
    }),
    runs(3000),
  );
});

/** What a message may repeat, since it is no secret. */
const REPEATED = new Set(["org", "nickname", "platform", "name", "prefix"]);
const SETTINGS = [...SETTING_NAMES, ...SETTING_NAMES.map(toSnakeCase), "ca", "region"];

test("no problem repeats a secret, a setting, a field of an auth config or a uri", () => {
  const secret = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9+/!]{20,40}$/),
    fc.stringMatching(/^[a-z0-9]{20,40}$/).map((text) => `ftp://${text}:${text}@${text}`),
  );
  const fields = fc.tuple(fc.subarray(SETTINGS), fc.subarray(Object.keys(AUTH_FIELDS)));
  const record = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
  fc.assert(
    fc.property(inputs, secret, fields, (input, value, [settings, auth]) => {
      const holding = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, value]));
      const inFields = {
        ...input,
        extraConfig: { ...record(input.extraConfig), ...holding(settings) },
        authConfig: { ...record(input.authConfig), ...holding(auth) },
      };
      const inPlaceOfThem = { ...input, ...holding(Object.keys(input).filter((key) => !REPEATED.has(key))) };
      for (const holder of [inFields, inPlaceOfThem, { ...input, uri: value }])
        expect(findProblems(holder).map(sentence).join("\n")).not.toContain(value);
    }),
    runs(1500),
  );
});

test("what has no problem has a normal form, which has no problem and is its own normal form", () => {
  let right = 0;
  fc.assert(
    fc.property(inputs, (input) => {
      if (findProblems(input).length > 0) return;
      right++;
      const normal = normalForm(input, "acme");
      expect(findProblems({ ...normal })).toEqual([]);
      expect(normalForm({ ...normal }, "other")).toEqual(normal);
      expect(JSON.stringify(normalForm({ ...normal }, "other"))).toBe(JSON.stringify(normal));
      expect(changesBetween(normal, normal).filter(({ certain }) => certain)).toEqual([]);
    }),
    runs(3000),
  );
  expect(right).toBeGreaterThan(100);
});

test("the check never lets through what the service refuses, and refuses what it takes only by rules that a standing config may break", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(wireBodies, (body) => {
      const problems = findProblems(asWritten(body))
        .filter(({ younger }) => !younger)
        .map(sentence);
      // Settings that are left out are sent as empty ones.
      const service = serviceSays({ extra_config: {}, ...body });
      seen[service.takes ? "taken" : "refused"]++;
      expect(problems.length === 0, service.takes ? `refused: ${problems}` : `let through: ${service.why}`).toBe(
        service.takes,
      );
    }),
    runs(3000),
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
});

test("what passes the check, in whichever form it is written, is a body that the service takes", () => {
  let sent = 0;
  fc.assert(
    fc.property(inputs, (input) => {
      if (findProblems(input).length > 0 || containsUnknown(input)) return;
      sent++;
      expect(serviceSays(toWire(normalForm(input, "acme")))).toMatchObject({ takes: true });
    }),
    runs(3000),
  );
  expect(sent).toBeGreaterThan(100);
});

test("what the service stores of it is read back without a difference", () => {
  fc.assert(
    fc.property(wireBodies, (body) => {
      const service = serviceSays(body);
      if (!service.takes) return;
      const wanted = normalForm(asWritten(body), "acme");
      const answer = serviceSays(toWire(wanted));
      if (!answer.takes) throw new Error(answer.why);
      const live = formOfRow(answer.stored);
      expect(readableDifferences(wanted, live)).toEqual([]);
      const authConfig = mergedAuthConfig(wanted.authConfig, live.authConfig, fingerprint);
      const after: NormalForm = { org: "acme", ...live, authConfig };
      expect(changesBetween(after, wanted)).toEqual([]);
      expect(changesBetween(wanted, after)).toEqual([]);
    }),
    runs(1500),
  );
});

test("a read never puts a secret where the state held none", () => {
  const secretFields = Object.keys(AUTH_FIELDS).filter(isSecretAuthField);
  fc.assert(
    fc.property(wireBodies, fc.option(wireBodies), (live, stored) => {
      const service = serviceSays(live);
      if (!service.takes) return;
      const before = stored && serviceSays(stored).takes ? normalForm(asWritten(stored), "acme").authConfig : undefined;
      const found = formOfRow(service.stored).authConfig;
      const merged = mergedAuthConfig(before, found, fingerprint);
      for (const field of secretFields) {
        const held = before?.method === found.method && before?.[field] !== undefined;
        if (!held && found[field] !== undefined) expect(merged[field]).toMatch(/^changed-outside:sha256:[0-9a-f]{16}$/);
      }
    }),
    runs(1500),
  );
});
