import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { abortedWith, bounded } from "../api/bounds";
import { EndedError } from "../api/errors";
import type { SessionOptions } from "../lifecycle/session";
import { PROVIDER_SETTING_NAMES, providerSetting } from "../model/provider-settings";
import { typeIn } from "../type-tokens";
import { packageVersion } from "../version";
import type { Configured } from "./configured";
import { diffResponse, withIgnored } from "./detailed-diff";
import type { Engine } from "./engine";
import { Imports, importTarget } from "./imports";
import schema from "./schema.json";
import { incoming, outgoing } from "./values";

/** What Pulumi asks of a provider's process, by the names of its protocol. */
export class ProviderService {
  readonly #engine: Engine;
  readonly #options: SessionOptions;
  #configured: Promise<Configured> | undefined;
  #imports = new Imports();

  constructor(engine: Engine, options: SessionOptions = {}) {
    this.#engine = engine;
    this.#options = options;
  }

  async handshake(request: messages.ProviderHandshakeRequest): Promise<messages.ProviderHandshakeResponse> {
    this.#engine.connect(request.getEngineAddress());
    return new messages.ProviderHandshakeResponse().setAcceptSecrets(true);
  }

  async attach(request: PluginAttach): Promise<Empty> {
    this.#engine.connect(request.getAddress());
    return new Empty();
  }

  async getPluginInfo(): Promise<PluginInfo> {
    return new PluginInfo().setVersion(packageVersion());
  }

  async getSchema(): Promise<messages.GetSchemaResponse> {
    return new messages.GetSchemaResponse().setSchema(JSON.stringify({ ...schema, version: packageVersion() }));
  }

  /** Settings are judged where they are used: a run at rest needs none. */
  async checkConfig(request: messages.CheckRequest): Promise<messages.CheckResponse> {
    const news = incoming(request.getNews());
    const secrets = PROVIDER_SETTING_NAMES.filter((name) => providerSetting(name).secret).map((name) => [name]);
    return new messages.CheckResponse().setInputs(outgoing(news.values, news, { values: {}, secrets }));
  }

  async diffConfig(request: messages.DiffRequest): Promise<messages.DiffResponse> {
    const [olds, news] = [incoming(request.getOlds()).values, incoming(request.getNews()).values];
    const changed = PROVIDER_SETTING_NAMES.filter((name) => olds[name] !== news[name]);
    const changes = changed.map((name) => ({ path: [name] as const, replaces: false }));
    return diffResponse({ changes, deleteBeforeReplace: false }, olds, news);
  }

  /** Begins anew: a process that a debugger holds serves one run after the other. */
  async configure(request: messages.ConfigureRequest): Promise<messages.ConfigureResponse> {
    const before = this.#configured;
    // Whoever asks for the schema alone starts a process of its own, and waits for no more than that takes.
    this.#configured = import("./configured").then(
      ({ Configured }) => new Configured(request.getArgs(), this.#engine, this.#options),
    );
    this.#imports = new Imports();
    await this.#configured;
    await (await before)?.session.close();
    return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  }

  async invoke(request: messages.InvokeRequest): Promise<messages.InvokeResponse> {
    const { values } = incoming(request.getArgs());
    const found = await this.#bounded(0, (configured) => configured.lookUp(request.getTok(), values));
    return new messages.InvokeResponse().setReturn(outgoing(found));
  }

  async check(request: messages.CheckRequest): Promise<messages.CheckResponse> {
    const [olds, news] = [incoming(request.getOlds()), incoming(request.getNews())];
    const urn = request.getUrn();
    if (this.#imports.isOwnCheck(urn, olds.values, news.values))
      return new messages.CheckResponse().setInputs(outgoing(news.values, news));
    const { inputs, failures } = await this.#resource(urn, 0, (hooks) => hooks.check(olds.values, news.values));
    const response = new messages.CheckResponse().setInputs(outgoing(inputs, news));
    // Without a property's name: with one, Pulumi prints its value, secrets in clear.
    for (const reason of failures) response.addFailures(new messages.CheckFailure().setReason(reason));
    return response;
  }

  async diff(request: messages.DiffRequest): Promise<messages.DiffResponse> {
    const [olds, news] = [incoming(request.getOlds()).values, incoming(request.getNews()).values];
    const wanted = withIgnored(olds, news, request.getIgnorechangesList());
    const urn = request.getUrn();
    if (this.#imports.wasSpared(urn)) {
      const { failures } = await this.#resource(urn, 0, (hooks) => hooks.check(news, news));
      if (failures.length > 0) {
        const { RefusalError } = await import("../lifecycle/refusals");
        throw new RefusalError(failures.join(" "));
      }
    }
    const diff = await this.#resource(urn, 0, (hooks) => hooks.diff(request.getId(), olds, wanted));
    return diffResponse(diff, olds, wanted);
  }

  async create(request: messages.CreateRequest): Promise<messages.CreateResponse> {
    const given = incoming(request.getProperties());
    const made = await this.#resource(request.getUrn(), request.getTimeout(), (hooks) =>
      request.getPreview() ? { id: "", outs: hooks.planned(given.values) } : hooks.create(given.values),
    );
    return new messages.CreateResponse().setId(made.id).setProperties(outgoing(made.outs, given));
  }

  async read(request: messages.ReadRequest): Promise<messages.ReadResponse> {
    const [state, inputs] = [incoming(request.getProperties()), incoming(request.getInputs())];
    const urn = request.getUrn();
    const isImport = Object.keys(state.values).length === 0;
    const { id, ...where } = isImport ? importTarget(request.getId()) : { id: request.getId() };
    const read = await this.#resource(urn, request.getTimeout(), (hooks) =>
      hooks.read(id, { ...state.values, ...where }),
    );
    const response = new messages.ReadResponse().setId(read.id);
    if (!read.inputs) return response;
    const found = isImport ? this.#imports.note(urn, read.inputs, read.hidden) : read.inputs;
    return response.setProperties(outgoing(read.props, state, inputs)).setInputs(outgoing(found, state, inputs));
  }

  async update(request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
    const [olds, news] = [incoming(request.getOlds()), incoming(request.getNews())];
    const { outs } = await this.#resource(request.getUrn(), request.getTimeout(), (hooks) =>
      request.getPreview()
        ? { outs: hooks.planned(news.values, olds.values) }
        : hooks.update(request.getId(), olds.values, news.values),
    );
    return new messages.UpdateResponse().setProperties(outgoing(outs, news));
  }

  async delete(request: messages.DeleteRequest): Promise<Empty> {
    const { values } = incoming(request.getProperties());
    await this.#resource(request.getUrn(), request.getTimeout(), (hooks) => hooks.delete(request.getId(), values));
    return new Empty();
  }

  async cancel(): Promise<Empty> {
    (await this.#configured)?.end(
      new EndedError("The run was cancelled: nothing more was sent for this resource, and nothing more waited for."),
    );
    return new Empty();
  }

  async close(): Promise<void> {
    await (await this.#configured)?.session.close();
    this.#engine.close();
  }

  #resource<Result>(
    urn: string,
    seconds: number,
    work: (hooks: ReturnType<Configured["hooks"]>) => Result | Promise<Result>,
  ): Promise<Result> {
    return this.#engine.speakingOf(urn, () =>
      this.#bounded(seconds, async (configured) => work(configured.hooks(typeIn(urn)))),
    );
  }

  /** @param seconds how long the option `customTimeouts` gives it; 0 where it says nothing */
  async #bounded<Result>(seconds: number, work: (configured: Configured) => Promise<Result>): Promise<Result> {
    const configured = await this.#configured;
    if (!configured) throw new Error("pulumi-arraylake was called before it was configured");
    if (seconds === 0) return bounded({ signal: configured.signal }, () => work(configured));
    const late = new AbortController();
    const total = seconds * 1000;
    const stop = configured.session.clock.after(total, () =>
      late.abort(
        new EndedError(
          `It took longer than the ${seconds} s that its option customTimeouts allows: nothing more was sent for it, and nothing more waited for.`,
        ),
      ),
    );
    const unbound = abortedWith(late, configured.signal);
    return bounded({ signal: late.signal, total }, () => work(configured)).finally(() => {
      stop();
      unbound();
    });
  }
}
