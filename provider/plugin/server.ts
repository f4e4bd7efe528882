import { type handleUnaryCall, Server, ServerCredentials, status } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { messageOf } from "../expected-error";
import type { SessionOptions } from "../lifecycle/session";
import { Engine } from "./engine";
import { ProviderService } from "./service";

const METHODS = [
  "handshake",
  "attach",
  "getPluginInfo",
  "getSchema",
  "checkConfig",
  "diffConfig",
  "configure",
  "invoke",
  "check",
  "diff",
  "create",
  "read",
  "update",
  "delete",
  "cancel",
] as const;

/** A plugin that listens. */
export interface Plugin {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves Pulumi's protocol on a free port of this machine. What a request throws is its answer, and ends nothing else. */
export async function servePlugin(options?: SessionOptions): Promise<Plugin> {
  const service = new ProviderService(new Engine(), options);
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const server = new Server(unlimited);
  server.addService(ResourceProviderService, Object.fromEntries(METHODS.map((name) => [name, unary(service, name)])));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    close: async () => {
      server.forceShutdown();
      await service.close();
    },
  };
}

function unary(service: ProviderService, name: (typeof METHODS)[number]): handleUnaryCall<unknown, unknown> {
  return ({ request }, answer) => {
    const method = service[name] as (request: unknown) => Promise<unknown>;
    method.call(service, request).then(
      (response) => answer(null, response),
      (error: unknown) => answer({ code: status.UNKNOWN, details: messageOf(error) }),
    );
  };
}
