import { afterEach, expect, test, vi } from "vitest";
import { readStackState, stackState } from "../../../provider/cli/report/stack-state";
import { UNKNOWN } from "../../../provider/model/unknown";
import { failure } from "../helpers/connected";
import { temporaryPlace } from "../helpers/place";

afterEach(() => vi.unstubAllEnvs());

const TYPE = "pulumi-nodejs:dynamic/arraylake:BucketConfig";
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
const outputs = {
  org: "acme",
  nickname: "lab",
  platform: "minio",
  name: "lab-bucket",
  prefix: "",
  extraConfig: { endpointUrl: "https://minio.example.com" },
  authConfig: { method: "hmac", accessKeyId: secret, secretAccessKey: secret },
  __provider: "exports.handler = …",
};
const urnOf = (name: string, type = TYPE) => `urn:pulumi:dev::storage::${type}::${name}`;
const resource = (name: string, changes: object = {}) => ({
  type: TYPE,
  urn: urnOf(name),
  id: `id-of-${name}`,
  outputs,
  ...changes,
});
const exported = (...resources: object[]) => JSON.stringify({ version: 3, deployment: { resources } });

test("a stack's BucketConfigs are read, with what is encrypted made unknown", () => {
  expect(
    stackState(
      "dev",
      exported({ type: "pulumi:pulumi:Stack", urn: urnOf("x", "pulumi:pulumi:Stack") }, resource("lab")),
    ),
  ).toEqual({
    stack: "dev",
    defaults: [],
    bucketConfigs: [
      {
        stack: "dev",
        resource: "lab",
        id: "id-of-lab",
        form: {
          org: "acme",
          nickname: "lab",
          platform: "minio",
          name: "lab-bucket",
          prefix: "",
          extraConfig: { endpointUrl: "https://minio.example.com" },
          authConfig: { method: "hmac", accessKeyId: UNKNOWN, secretAccessKey: UNKNOWN },
        },
      },
    ],
  });
});

test("a secret as a whole, and a field that the state doesn't hold, are unknown too", () => {
  const [config] = stackState(
    "dev",
    exported(resource("lab", { outputs: { ...outputs, authConfig: secret, prefix: undefined } })),
  ).bucketConfigs;
  expect(config?.form).toMatchObject({ authConfig: UNKNOWN, prefix: UNKNOWN, nickname: "lab" });
});

test("what waits for its deletion, is only read, or was never made is not declared", () => {
  const { bucketConfigs } = stackState(
    "dev",
    exported(
      resource("old", { delete: true }),
      resource("looked-up", { external: true }),
      resource("never", { id: "" }),
      resource("a::b"),
    ),
  );
  expect(bucketConfigs.map((config) => config.resource)).toEqual(["a::b"]);
});

test("the declared default is read", () => {
  const type = "pulumi-nodejs:dynamic/arraylake:DefaultBucketConfig";
  const text = exported({
    type,
    urn: urnOf("default", type),
    id: "acme",
    outputs: { org: "acme", bucketConfigId: "id-of-lab" },
  });
  expect(stackState("dev", text).defaults).toEqual([
    { stack: "dev", resource: "default", org: "acme", id: "id-of-lab" },
  ]);
});

test.each(['{"version":3,"deployment":{"manifest":{}}}', '{"version":3,"deployment":null}'])(
  "%s is an empty stack",
  (text) => {
    expect(stackState("dev", text)).toEqual({ stack: "dev", bucketConfigs: [], defaults: [] });
  },
);

test.each(["hush-hush", '{"deployment":{"resources":[{"hush":"hush"}]}}'])(
  "%s is no export, and is not quoted",
  (text) => {
    expect(() => stackState("dev", text)).toThrow(/^Can't read the state of stack 'dev': (?!.*hush)/);
  },
);

/** A folder with a `pulumi` that does as told, the only one on PATH. */
function withPulumi(script: string) {
  const place = temporaryPlace();
  place.program("machine/pulumi", script);
  vi.stubEnv("PATH", place.env.PATH);
  return place;
}

test("the export is asked for without secrets, in the folder of the project", async () => {
  const { folder, calls } = withPulumi(`pwd >&2; cat <<'END'\n${exported(resource("lab"))}\nEND`);
  expect((await readStackState("acme/storage/dev", folder)).bucketConfigs).toHaveLength(1);
  expect(calls()).toEqual(["pulumi stack export --stack=acme/storage/dev --non-interactive --color=never"]);
});

test("a CLI that fails is quoted, with what to do, and without what it printed", async () => {
  const { folder } = withPulumi("echo 'state: hush'; echo \"error: no stack named 'dev' found\" >&2; exit 255");
  const { message } = await failure(readStackState("dev", folder));
  expect(message).toContain(`\`pulumi stack export\` in '${folder}' failed: no stack named 'dev' found. Check --stack`);
  expect(message).toContain("leave out --stack");
  expect(message).not.toContain("hush");
});

test("a missing CLI, a missing folder and an empty name are told as such", async () => {
  const { folder, bin } = temporaryPlace();
  vi.stubEnv("PATH", bin);
  expect((await failure(readStackState("dev", folder))).message).toContain(
    "there is no `pulumi` on PATH. Install the Pulumi CLI",
  );
  expect((await failure(readStackState("dev", `${folder}/nowhere`))).message).toContain("--cwd must be a folder");
  expect((await failure(readStackState(" ", folder))).message).toContain("--stack must not be empty");
});

test("a state of an earlier version is read in today's form, and one that holds null is, too", () => {
  const formsOf = (changes: object) =>
    stackState("dev", exported(resource("lab", { outputs: { ...outputs, ...changes } }))).bucketConfigs.map(
      ({ form }) => form,
    );
  const earlier = {
    extraConfig: { endpoint_url: "https://minio.example.com", use_ssl: true },
    authConfig: { method: "customer_managed_role", externalRoleName: "role", sharedSecret: secret },
  };
  expect(formsOf(earlier)).toMatchObject([
    {
      extraConfig: { endpointUrl: "https://minio.example.com", useSsl: true },
      authConfig: { method: "aws_customer_managed_role", externalRoleName: "role", sharedSecret: UNKNOWN },
    },
  ]);
  expect(formsOf({ authConfig: null, extraConfig: null })).toMatchObject([{ authConfig: null, extraConfig: null }]);
});
