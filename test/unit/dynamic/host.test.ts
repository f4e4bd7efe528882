import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { BUCKET_CONFIG_LINE, DEFAULT_BUCKET_CONFIG_LINE } from "../../../provider/dynamic/line";
import { UNKNOWN } from "../../../provider/model/unknown";
import { emulate, failure } from "../helpers/connected";
import { SECRETS, s3Input } from "../helpers/samples";
import { callsSince } from "../helpers/sessions";

const root = path.resolve(__dirname, "../../..");
const sdk = createRequire(createRequire(`${root}/`).resolve("@pulumi/pulumi"));
// biome-ignore lint/suspicious/noExplicitAny: the SDK has no types for its host's own parts
const load = (name: string): any => sdk(name);
const LINES = [
  ["BucketConfig", BUCKET_CONFIG_LINE],
  ["DefaultBucketConfig", DEFAULT_BUCKET_CONFIG_LINE],
] as const;

// The host's process runs in the program's folder.
beforeEach(() => void vi.spyOn(process, "cwd").mockReturnValue(root));
afterEach(() => vi.restoreAllMocks());

/** The provider as the SDK's host gets it: from the line's text alone. */
function provider(line: string) {
  return load("require-from-string")(line).handler();
}

describe.each(LINES)("the line of %s", (_, line) => {
  test("loads all hooks, from the package by its own name", () => {
    const loaded = provider(line);
    for (const hook of ["configure", "check", "diff", "create", "read", "update", "delete"])
      expect(loaded[hook]).toBeTypeOf("function");
  });

  test("is plain text that captures nothing: it is the same in every program, on every machine", () => {
    expect(line).not.toMatch(/[\n\r]|\/work|\/home|[^\x20-\x7e]/);
  });

  test("configure is done before it returns: the host lets other calls overtake it", async () => {
    const loaded = provider(line);
    void loaded.configure({ config: { get: () => undefined } });
    await expect(loaded.check({}, {})).resolves.toMatchObject({ failures: expect.any(Array) });
  });

  test("before configure, a call is refused and not served without settings", async () => {
    expect((await failure(provider(line).check({}, {}))).message).toContain("called before it was configured");
  });

  test("failures name no property: with one there, Pulumi would print its value, secrets in clear", async () => {
    const loaded = provider(line);
    await loaded.configure({ config: { get: () => undefined } });
    const { failures } = await loaded.check({}, { org: 5, nickname: "", authConfig: { method: "x" } });
    expect(failures.length).toBeGreaterThan(0);
    for (const { property, reason } of failures)
      expect([property, reason]).toEqual(["", expect.stringMatching(/[.?]$/)]);
  });
});

/** The oldest SDK of the peer range, and the one that the package is developed with. */
const HOSTS = ["pulumi-sdk-oldest", "@pulumi/pulumi"];

describe.each(HOSTS)("under the own host of %s", (sdkName) => {
  test("a BucketConfig lives its whole life", async () => {
    const emulator = await emulate();
    const settings = {
      "arraylake:org": "acme",
      "arraylake:token": emulator.token,
      "arraylake:serviceUri": emulator.url,
    };
    const host = await startHost(sdkName, settings);
    const inputs = { ...s3Input(), __provider: BUCKET_CONFIG_LINE };

    const checked = await host.check({}, inputs);
    expect(checked.failures).toEqual([]);
    expect(checked.inputs).toMatchObject({ org: "acme", prefix: "era5", __provider: BUCKET_CONFIG_LINE });
    const { id, outs } = await host.create(checked.inputs);
    expect(emulator.buckets("acme").map((row) => row.id)).toEqual([id]);
    expect(outs).toMatchObject({ uri: "s3://acme-arraylake/era5", __provider: BUCKET_CONFIG_LINE });
    expect(await host.diff(id, outs, checked.inputs)).toMatchObject({ changes: 1, replaces: [] });

    const open = await host.check(
      {},
      { ...inputs, nickname: "open", uri: UNKNOWN, platform: null, name: null, prefix: null },
    );
    expect(open).toMatchObject({ failures: [], inputs: { name: UNKNOWN } });

    const renamed = { ...checked.inputs, nickname: "renamed" };
    expect(await host.diff(id, outs, renamed)).toMatchObject({ changes: 2, replaces: [] });
    expect(await host.update(id, outs, renamed)).toEqual({ ...outs, nickname: "renamed" });
    const read = await host.read(id, { ...outs, nickname: "renamed" });
    expect(read).toEqual({ id, props: { ...outs, nickname: "renamed" }, inputs: renamed });
    const moved = await host.diff(id, outs, { ...checked.inputs, prefix: "moved" });
    expect(moved).toMatchObject({ changes: 2, replaces: ["prefix"], deleteBeforeReplace: true });

    const later = await startHost(sdkName, settings);
    await later.delete(id, outs);
    expect(emulator.buckets("acme")).toEqual([]);
    expect(await later.read(id, outs)).toMatchObject({ id: "" });
    for (const { output } of [host, later]) expect(output()).not.toContain(SECRETS.sharedSecret);
  });

  test("calls that arrive together, before configure has settled, are all served", async () => {
    const emulator = await emulate();
    const ids = Array.from({ length: 6 }, () => emulator.putBucket("acme").id);
    const host = await startHost(sdkName, { "arraylake:token": emulator.token, "arraylake:serviceUri": emulator.url });
    const state = { ...s3Input(), org: "acme", __provider: BUCKET_CONFIG_LINE };
    await Promise.all(ids.map((id) => host.delete(id, state)));
    expect(emulator.buckets("acme")).toEqual([]);
    expect(callsSince(emulator).toSorted()).toEqual([...Array(6).fill("DELETE buckets/ID"), "GET repos/paginated"]);
  });

  test("a refusal comes through with its message, and no secret is printed", async () => {
    const emulator = await emulate();
    const host = await startHost(sdkName, {
      "arraylake:token": "ema_wrong-token",
      "arraylake:serviceUri": emulator.url,
    });
    const state = { ...s3Input(), org: "acme", extraConfig: {}, __provider: BUCKET_CONFIG_LINE };
    const error = await failure(host.delete("00000000-0000-4000-8000-000000000000", state));
    expect(error.message).toContain("Arraylake answered 401 to GET");
    for (const secret of [...Object.values(SECRETS), "ema_wrong-token"]) {
      expect(error.message).not.toContain(secret);
      expect(host.output()).not.toContain(secret);
    }
  });
});

type Values = Record<string, unknown>;

/** The SDK's host in a process of its own, as the engine starts it, and its calls over gRPC. */
async function startHost(name: string, config: Record<string, string>) {
  const script = createRequire(`${root}/`).resolve(`${name}/cmd/dynamic-provider/index.js`);
  // The engine's address, which nobody answers at: notices to it are lost.
  const child = spawn(process.execPath, [script, "127.0.0.1:1"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const line = /^(\d+)\s/.exec(output);
      if (line?.[1]) resolve(line[1]);
    });
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("exit", (code) => reject(new Error(`the host ended with ${code}: ${output}`)));
  });

  const grpc = load("@grpc/grpc-js");
  const { ResourceProviderClient } = load("@pulumi/pulumi/proto/provider_grpc_pb");
  const messages = load("@pulumi/pulumi/proto/provider_pb");
  const { Struct } = load("google-protobuf/google/protobuf/struct_pb");
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  onTestFinished(async () => {
    client.close();
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  });
  const struct = (values: Values) => Struct.fromJavaScript(values);
  // biome-ignore lint/suspicious/noExplicitAny: protobuf's messages are built by hand here
  const call = (name: string, request: any): Promise<any> =>
    new Promise((resolve, reject) =>
      client[name](request, (error: Error | null, answer: unknown) => (error ? reject(error) : resolve(answer))),
    );
  const request = (type: string, fields: Record<string, unknown>) => {
    const message = new messages[type]();
    for (const [field, value] of Object.entries(fields)) message[`set${field}`](value);
    return message;
  };

  await call("configure", request("ConfigureRequest", { Args: struct(config) }));
  return {
    output: () => output,
    async check(olds: Values, news: Values) {
      const answer = await call("check", request("CheckRequest", { Olds: struct(olds), News: struct(news) }));
      return {
        inputs: answer.getInputs().toJavaScript(),
        failures: answer.getFailuresList().map((failed: { getReason(): string }) => failed.getReason()),
      };
    },
    async diff(id: string, olds: Values, news: Values) {
      const answer = await call("diff", request("DiffRequest", { Id: id, Olds: struct(olds), News: struct(news) }));
      return {
        changes: answer.getChanges(),
        replaces: answer.getReplacesList(),
        deleteBeforeReplace: answer.getDeletebeforereplace(),
      };
    },
    async create(inputs: Values) {
      const answer = await call("create", request("CreateRequest", { Properties: struct(inputs) }));
      return { id: answer.getId() as string, outs: answer.getProperties().toJavaScript() as Values };
    },
    async read(id: string, props: Values) {
      const answer = await call("read", request("ReadRequest", { Id: id, Properties: struct(props) }));
      return {
        id: answer.getId(),
        props: answer.getProperties()?.toJavaScript(),
        inputs: answer.getInputs()?.toJavaScript(),
      };
    },
    async update(id: string, olds: Values, news: Values) {
      const answer = await call("update", request("UpdateRequest", { Id: id, Olds: struct(olds), News: struct(news) }));
      return answer.getProperties().toJavaScript() as Values;
    },
    async delete(id: string, props: Values) {
      await call("delete", request("DeleteRequest", { Id: id, Properties: struct(props) }));
    },
  };
}
