import { describe, expect, test } from "vitest";
import { sentence } from "../../../provider/model/problems";
import { configOfProject } from "../../../provider/stack/project-file";
import { BrokenYaml, checkable, readStackFile, secretsInClear } from "../../../provider/stack/stack-file";

function read(text: string) {
  const file = readStackFile(text, "storage");
  if (file instanceof BrokenYaml) throw new Error(file.code);
  return file;
}

function inClear(text: string): string[] {
  return secretsInClear(read(text).config, "storage").map(({ path }) => path);
}

const entry = (auth: string) => `config:\n  storage:bucketConfigs:\n    lab:\n      authConfig: ${auth}\n`;

describe("secrets in clear", () => {
  test.each([
    ["a text", "{ method: hmac, accessKeyId: id, secretAccessKey: { secure: v1:abc } }", ["accessKeyId"]],
    ["a number", "{ method: hmac, accessKeyId: 12345, secretAccessKey: 67890 }", ["accessKeyId", "secretAccessKey"]],
    ["nothing yet", "{ method: hmac, accessKeyId: , secretAccessKey: '' }", []],
    ["what is no secret", "{ method: gcp_customer_managed_role, targetServiceAccount: a@b.example }", []],
  ])("%s", (_, auth, fields) => {
    expect(inClear(entry(auth))).toEqual(fields.map((field) => `bucketConfigs.lab.authConfig.${field}`));
  });

  test("behind an alias or a merge, as Pulumi reads them", () => {
    const keys = "keys: &keys { method: hmac, accessKeyId: id, secretAccessKey: key }\n";
    for (const auth of ["*keys", "{ <<: *keys }"])
      expect(inClear(keys + entry(auth))).toEqual([
        "bucketConfigs.lab.authConfig.accessKeyId",
        "bucketConfigs.lab.authConfig.secretAccessKey",
      ]);
  });

  test("in a map that is given as a text", () => {
    const map = JSON.stringify({ "a.b": { authConfig: { method: "hmac", accessKeyId: "id" } } });
    expect(inClear(`config:\n  bucketConfigs: '${map}'\n`)).toEqual(['bucketConfigs["a.b"].authConfig.accessKeyId']);
  });

  test("a token, with the command that encrypts it", () => {
    const [token] = secretsInClear(read("config: { arraylake:token: ema_x }\n").config, "storage");
    expect(token && sentence(token)).toBe(
      "arraylake:token stands in clear: encrypt it with `pulumi config set --secret 'arraylake:token'`, which asks for the value.",
    );
  });
});

test("an anchor may be used as often as one likes", () => {
  const uses = Array.from({ length: 300 }, (_, index) => `    c${index}: { authConfig: *role }\n`);
  const text = `role: &role { method: anonymous }\nconfig:\n  storage:bucketConfigs:\n${uses.join("")}`;
  expect(Object.keys(read(text).config["storage:bucketConfigs"] as object)).toHaveLength(300);
});

test.each([
  ["config: {", "BAD_INDENT"],
  ["config: *nobody", "BAD_ALIAS"],
  ["config: &x { a: *x }", "BAD_ALIAS"],
])("%s is told as what can't be read", (text, code) => {
  expect(readStackFile(text, "storage")).toMatchObject({ code });
});

test.each(["", "config:", "config: null", "- a list", "config: [1]"])("%j is a file without config", (text) => {
  expect(read(text).config).toEqual({});
});

test("environments are told, of which the file has only the names", () => {
  expect(read("environment: [acme/prod]\n").hasEnvironments).toBe(true);
  expect(read("environment: []\n").hasEnvironments).toBe(false);
});

test("what is encrypted is unknown, and all else is as it is written", () => {
  expect(checkable({ a: { secure: "v1:abc" }, b: [{ secure: "v1:abc" }, 1], c: { secure: 5 } })).toMatchObject({
    a: expect.stringContaining("-"),
    b: [expect.stringContaining("-"), 1],
    c: { secure: 5 },
  });
});

test("a project's config gives values and defaults", () => {
  const config = {
    "arraylake:org": { value: "acme" },
    bucketConfigs: { default: {} },
    plain: "x",
    described: { type: "string" },
  };
  expect(configOfProject({ config }, "storage")).toEqual({
    "arraylake:org": "acme",
    "storage:bucketConfigs": {},
    "storage:plain": "x",
  });
});
