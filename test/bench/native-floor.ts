// A native plugin whose hooks do nothing, by the same protocol and with the same schema. With a latency they wait as long as
// those of program/floor-hooks.cjs do.

import { setTimeout as sleep } from "node:timers/promises";
import { type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import schema from "../../provider/plugin/schema.json";

const VERSION = "0.1.0";
const LATENCY = Number(process.env.BENCH_LATENCY_MS ?? 0);
const waited = () => (LATENCY > 0 ? sleep(LATENCY) : undefined);

const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
const textOf = (values: Struct | undefined, field: string) => values?.getFieldsMap().get(field)?.getStringValue() ?? "";

const hooks = {
  handshake: async () => new messages.ProviderHandshakeResponse().setAcceptSecrets(true),
  getPluginInfo: async () => new PluginInfo().setVersion(VERSION),
  getSchema: async () => new messages.GetSchemaResponse().setSchema(JSON.stringify({ ...schema, version: VERSION })),
  checkConfig: async (asked: messages.CheckRequest) => new messages.CheckResponse().setInputs(asked.getNews()),
  diffConfig: async () => new messages.DiffResponse().setChanges(DIFF_NONE),
  configure: async () => new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true),
  check: async (asked: messages.CheckRequest) => new messages.CheckResponse().setInputs(asked.getNews()),
  diff: async (asked: messages.DiffRequest) => {
    const isOther = (field: string) => textOf(asked.getOlds(), field) !== textOf(asked.getNews(), field);
    const [renamed, moved] = [isOther("nickname"), isOther("prefix")];
    return new messages.DiffResponse()
      .setChanges(renamed || moved ? DIFF_SOME : DIFF_NONE)
      .setReplacesList(moved ? ["prefix"] : [])
      .setDeletebeforereplace(true);
  },
  create: async (asked: messages.CreateRequest) => {
    const response = new messages.CreateResponse().setProperties(asked.getProperties());
    if (asked.getPreview()) return response;
    await waited();
    return response.setId(textOf(asked.getProperties(), "prefix"));
  },
  read: async (asked: messages.ReadRequest) =>
    new messages.ReadResponse().setId(asked.getId()).setProperties(asked.getProperties()).setInputs(asked.getInputs()),
  update: async (asked: messages.UpdateRequest) => {
    if (!asked.getPreview()) await waited();
    return new messages.UpdateResponse().setProperties(asked.getNews());
  },
  delete: async () => {
    await waited();
    return new Empty();
  },
  cancel: async () => new Empty(),
};

const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(
  ResourceProviderService,
  Object.fromEntries(
    Object.entries(hooks).map(([name, hook]): [string, handleUnaryCall<unknown, unknown>] => [
      name,
      ({ request }, answer) =>
        void (hook as (asked: unknown) => Promise<unknown>)(request).then((response) => answer(null, response)),
    ]),
  ),
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
