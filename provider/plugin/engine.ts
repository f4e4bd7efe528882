import { AsyncLocalStorage } from "node:async_hooks";
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Notices } from "../lifecycle/face";

/** Pulumi's engine, which prints what the plugin has to say, beside the resource of which it speaks. */
export class Engine {
  #client: EngineClient | undefined;
  readonly #urn = new AsyncLocalStorage<string>();

  readonly notices: Notices = {
    info: (message) => this.#log(LogSeverity.INFO, message),
    warn: (message) => this.#log(LogSeverity.WARNING, message),
  };

  connect(address: string): void {
    this.#client?.close();
    this.#client = new EngineClient(address, credentials.createInsecure());
  }

  /** Whatever is said during this work is said of a resource. */
  speakingOf<Result>(urn: string, work: () => Promise<Result>): Promise<Result> {
    return this.#urn.run(urn, work);
  }

  close(): void {
    this.#client?.close();
  }

  #log(severity: LogSeverity, message: string): void {
    const request = new LogRequest().setSeverity(severity).setMessage(message);
    this.#client?.log(request.setUrn(this.#urn.getStore() ?? ""), () => {});
  }
}
