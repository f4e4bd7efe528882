import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isSecretAuthField } from "../../provider/model/auth-methods";
import { containsUnknown, isUnknown } from "../../provider/model/unknown";
import { Engine } from "../../provider/plugin/engine";
import { ProviderService } from "../../provider/plugin/service";
import { NATIVE_TYPES } from "../../provider/type-tokens";
import type { VirtualClock } from "./clock";
import { clear, isHidden, marksIn, type Path } from "./marks";
import type { Face, Provider, Values } from "./provider";

const { DIFF_SOME } = messages.DiffResponse.DiffChanges;
const { Kind } = messages.PropertyDiff;

/** How much longer than its time limit a call may take: what goes with it may have to be told first. */
const GRACE = 10_000;

/** How a native plugin is asked: by the messages of Pulumi's protocol, as its server hands them over. What an answer must hold is looked at here. */
export class Native implements Face {
  readonly isNative = true;
  readonly configured: Promise<unknown>;
  readonly bucket: Provider;
  readonly default: Provider;
  readonly #service: ProviderService;
  readonly #clock: VirtualClock;
  readonly #violated: (promise: string) => void;
  /** Whether anything was deleted: then a replacement may be half done, for whose end a failure waits. */
  #hasDeleted = false;

  constructor(
    settings: Readonly<Record<string, string>>,
    say: (message: string) => void,
    options: ConstructorParameters<typeof ProviderService>[1],
    clock: VirtualClock,
    violated: (promise: string) => void,
  ) {
    this.#service = new ProviderService(new Told(say), options);
    this.#clock = clock;
    this.#violated = violated;
    const args = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key.split(":")[1] ?? "", value]));
    this.configured = this.#service.configure(new messages.ConfigureRequest().setArgs(struct(args)));
    this.bucket = this.#provider(NATIVE_TYPES.bucketConfig);
    this.default = this.#provider(NATIVE_TYPES.defaultBucketConfig);
  }

  importing(id: string, org: string) {
    return { id: org === "acme" && id.endsWith("0") ? id : `${org}/${id}`, state: {} };
  }

  cancel(): void {
    void this.#service.cancel();
  }

  #provider(type: string): Provider {
    const service = this.#service;
    const urn = (name: string) => `urn:pulumi:dev::simulation::${type}::${name}`;
    return {
      check: async ({ name, olds, news }) => {
        const request = new messages.CheckRequest().setUrn(urn(name)).setOlds(struct(olds)).setNews(struct(news));
        const response = await service.check(request);
        const inputs = this.#looked(`check of ${name}`, response.getInputs(), [news]);
        return { inputs, failures: response.getFailuresList().map((failure) => this.#unnamed(failure)) };
      },
      diff: async ({ name, id, olds, news, ignoreChanges }) => {
        const request = new messages.DiffRequest().setUrn(urn(name)).setId(id).setOlds(struct(olds));
        const response = await service.diff(request.setNews(struct(news)).setIgnorechangesList([...ignoreChanges]));
        this.#lookAtDiff(`diff of ${name}`, response, clear(olds), clear(news), ignoreChanges);
        return {
          changes: response.getChanges() === DIFF_SOME,
          replaces: response.getReplacesList(),
          deleteBeforeReplace: response.getDeletebeforereplace(),
        };
      },
      create: async ({ name, inputs, seconds, isPreview }) => {
        const request = new messages.CreateRequest().setUrn(urn(name)).setProperties(struct(inputs));
        const response = await this.#inTime(`create of ${name}`, seconds, () =>
          service.create(request.setTimeout(seconds).setPreview(isPreview)),
        );
        const outs = this.#looked(`create of ${name}`, response.getProperties(), [inputs]);
        return { id: response.getId(), outs };
      },
      read: async ({ name, id, state, inputs, seconds }) => {
        const request = new messages.ReadRequest().setUrn(urn(name)).setId(id).setTimeout(seconds);
        const response = await this.#inTime(`read of ${name}`, seconds, () =>
          service.read(request.setProperties(struct(state)).setInputs(struct(inputs))),
        );
        if (response.getId() === "") return { id: "", state: {}, inputs: undefined };
        return {
          id: response.getId(),
          state: this.#looked(`read of ${name}`, response.getProperties(), [state, inputs]),
          inputs: this.#looked(`read of ${name}`, response.getInputs(), [state, inputs]),
        };
      },
      update: async ({ name, id, olds, news, seconds, isPreview }) => {
        const request = new messages.UpdateRequest().setUrn(urn(name)).setId(id).setOlds(struct(olds));
        const response = await this.#inTime(`update of ${name}`, seconds, () =>
          service.update(request.setNews(struct(news)).setTimeout(seconds).setPreview(isPreview)),
        );
        return { outs: this.#looked(`update of ${name}`, response.getProperties(), [news]) };
      },
      delete: async ({ name, id, state, seconds }) => {
        const request = new messages.DeleteRequest().setUrn(urn(name)).setId(id).setProperties(struct(state));
        const begun = this.#inTime(`delete of ${name}`, seconds, () => service.delete(request.setTimeout(seconds)));
        this.#hasDeleted = true;
        if (!((await begun) instanceof Empty)) this.#violated(`delete of ${name} answers with nothing`);
      },
    };
  }

  async #inTime<Result>(what: string, seconds: number, call: () => Promise<Result>): Promise<Result> {
    const began = this.#clock.now();
    try {
      return await call();
    } finally {
      const took = this.#clock.now() - began;
      if (seconds > 0 && took > seconds * 1000 + GRACE && !this.#hasDeleted)
        this.#violated(`${what} may take ${seconds} s, and takes ${took / 1000} s`);
    }
  }

  /** With a property's name, Pulumi would print its value. */
  #unnamed(failure: messages.CheckFailure): string {
    if (failure.getProperty() !== "") this.#violated(`a failed check names a property: ${failure.getProperty()}`);
    return failure.getReason();
  }

  /** An answer, in which every secret is marked, and whatever was marked by whoever asked. */
  #looked(what: string, message: Struct | undefined, asked: readonly Values[]): Values {
    if (!message) {
      this.#violated(`${what} answers without values`);
      return {};
    }
    const values = message.toJavaScript() as Values;
    const auth = clear(values).authConfig;
    const secrets = Object.entries(auth ?? {})
      .filter(([field, value]) => isSecretAuthField(field) && !isUnknown(value))
      .map(([field]): Path => ["authConfig", field]);
    const marked = asked.flatMap((given) => marksIn(given)).flatMap(otherNames);
    for (const path of [...secrets, ...marked]) {
      const isOpen = isHidden(values, path) === false && !containsUnknown(valueAt(values, path));
      if (isOpen) this.#violated(`${what} shows in clear what is a secret: ${path.join(".")}`);
    }
    return values;
  }

  /** What is said of each change is true. */
  #lookAtDiff(
    what: string,
    response: messages.DiffResponse,
    olds: Values,
    news: Values,
    ignored: readonly string[],
  ): void {
    const [diffs, replaces] = [response.getDiffsList(), response.getReplacesList()];
    const wrong = (text: string) => this.#violated(`${what} ${text}: ${JSON.stringify(response.toObject())}`);
    if (diffs.length > 0 !== (response.getChanges() === DIFF_SOME))
      wrong("names changes, and says that there are none");
    if (!response.getHasdetaileddiff()) wrong("has no details");
    const replacing = new Set<string>();
    const changed = new Set<string>();
    for (const [text, change] of response.getDetaileddiffMap().entries() as Iterable<[string, messages.PropertyDiff]>) {
      const path = text.split(".");
      const kind = change.getKind();
      const isReplacing = kind === Kind.ADD_REPLACE || kind === Kind.DELETE_REPLACE || kind === Kind.UPDATE_REPLACE;
      changed.add(path[0] ?? "");
      if (ignored.some((each) => text === each || text.startsWith(`${each}.`)))
        wrong(`names ${text}, which is ignored`);
      if (isReplacing) replacing.add(path[0] ?? "");
      const [before, after] = [valueAt(olds, path), valueAt(news, path)];
      const isRight =
        kind === Kind.ADD || kind === Kind.ADD_REPLACE
          ? before === undefined
          : before !== undefined && (kind === Kind.UPDATE || kind === Kind.UPDATE_REPLACE || after === undefined);
      if (!isRight) wrong(`says of ${text} that its kind of change is ${kind}`);
    }
    if (!isSame(changed, diffs)) wrong("has other details than changes");
    if (!isSame(replacing, replaces)) wrong("has other details than replacements");
  }
}

/** What the plugin says goes to the user. */
class Told extends Engine {
  override readonly notices: Engine["notices"];

  constructor(say: (message: string) => void) {
    super();
    this.notices = { info: say, warn: say };
  }
}

function struct(values: Values): Struct {
  return Struct.fromJavaScript(values as Record<string, JavaScriptValue>);
}

/** A location has one name as a text, and three in its parts. */
function otherNames(path: Path): Path[] {
  const [field = ""] = path;
  if (field === "uri") return [["uri"], ["platform"], ["name"], ["prefix"]];
  return ["platform", "name", "prefix"].includes(field) ? [path, ["uri"]] : [path];
}

function valueAt(values: Values, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Values | undefined)?.[key], values);
}

function isSame(a: ReadonlySet<string>, b: readonly string[]): boolean {
  return a.size === b.length && b.every((item) => a.has(item));
}
