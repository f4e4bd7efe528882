import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { onTestFinished } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import type { SessionOptions } from "../../../provider/lifecycle/session";
import { servePlugin } from "../../../provider/plugin/server";
import { NATIVE_TYPES } from "../../../provider/type-tokens";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret, as the engine marks it. */
export const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
/** A text that is an asset, as the engine marks it. */
export const asset = (text: string) => ({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text });

export const struct = (values: object) => Struct.fromJavaScript(values as Record<string, never>);
export const plain = (message: Struct | undefined) => message?.toJavaScript() as Record<string, unknown> | undefined;

export const urnOf = (name: string, type: string = NATIVE_TYPES.bucketConfig) =>
  `urn:pulumi:dev::test::${type}::${name}`;

type Asked = Omit<ResourceProviderClient, "list" | "close">;

/** A plugin that listens, called as the engine calls it, and what it told the engine to print. */
export async function openPlugin(options?: SessionOptions) {
  const served = await servePlugin(options);
  const client = new ResourceProviderClient(`127.0.0.1:${served.port}`, credentials.createInsecure());
  const engine = await engineThatListens();
  onTestFinished(async () => {
    client.close();
    await served.close();
    engine.close();
  });
  const ask = <Response>(method: keyof Asked, request: object) =>
    new Promise<Response>((resolve, reject) => {
      const answered = (error: ServiceError | null, response: Response) =>
        error ? reject(new Error(error.details)) : resolve(response);
      (client[method] as (...args: unknown[]) => unknown)(request, answered);
    });
  await ask("handshake", new messages.ProviderHandshakeRequest().setEngineAddress(engine.address));
  return {
    ask,
    said: engine.said,
    configure: (args: object) => ask("configure", new messages.ConfigureRequest().setArgs(struct(args))),
    cancel: () => ask("cancel", new Empty()),
    check: async (name: string, news: object, olds: object = {}) => {
      const request = new messages.CheckRequest().setUrn(urnOf(name)).setOlds(struct(olds)).setNews(struct(news));
      const response = await ask<messages.CheckResponse>("check", request);
      return { inputs: plain(response.getInputs()) as object, failures: response.getFailuresList() };
    },
    diff: (name: string, id: string, olds: object, news: object, ignored: string[] = []) =>
      ask<messages.DiffResponse>(
        "diff",
        new messages.DiffRequest()
          .setUrn(urnOf(name))
          .setId(id)
          .setOlds(struct(olds))
          .setNews(struct(news))
          .setIgnorechangesList(ignored),
      ),
    create: async (name: string, inputs: object, { preview = false, timeout = 0 } = {}) => {
      const request = new messages.CreateRequest().setUrn(urnOf(name)).setProperties(struct(inputs));
      const response = await ask<messages.CreateResponse>("create", request.setPreview(preview).setTimeout(timeout));
      return { id: response.getId(), state: plain(response.getProperties()) as object };
    },
    read: async (name: string, id: string, state: object = {}) => {
      const request = new messages.ReadRequest().setUrn(urnOf(name)).setId(id).setProperties(struct(state));
      const response = await ask<messages.ReadResponse>("read", request);
      return { id: response.getId(), state: plain(response.getProperties()), inputs: plain(response.getInputs()) };
    },
    update: async (name: string, id: string, olds: object, news: object, preview = false) => {
      const request = new messages.UpdateRequest().setUrn(urnOf(name)).setId(id).setOlds(struct(olds));
      const response = await ask<messages.UpdateResponse>("update", request.setNews(struct(news)).setPreview(preview));
      return plain(response.getProperties()) as object;
    },
    delete: (name: string, id: string, state: object) =>
      ask("delete", new messages.DeleteRequest().setUrn(urnOf(name)).setId(id).setProperties(struct(state))),
    invoke: async (token: string, args: object = {}) =>
      plain(
        (
          await ask<messages.InvokeResponse>("invoke", new messages.InvokeRequest().setTok(token).setArgs(struct(args)))
        ).getReturn(),
      ),
  };
}

/** One that is set up for an emulator. */
export async function openFor(emulator: Emulator, options?: SessionOptions) {
  const plugin = await openPlugin(options);
  await plugin.configure({ org: "acme", token: secret(emulator.token), serviceUri: emulator.url });
  return plugin;
}

/** An engine that only listens. */
async function engineThatListens() {
  const said: { message: string; urn: string }[] = [];
  const server = new Server();
  server.addService(EngineService, {
    log: ({ request }: { request: LogRequest }, answer: (error: null, response: Empty) => void) => {
      said.push({ message: request.getMessage(), urn: request.getUrn() });
      answer(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, said, close: () => server.forceShutdown() };
}
