import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { BucketConfigLifecycle } from "../lifecycle/bucket-config";
import { DefaultBucketConfigLifecycle } from "../lifecycle/default-bucket-config";
import type { Hooks } from "../lifecycle/hooks";
import {
  findBucketConfig,
  findBucketConfigs,
  findRepos,
  type GetBucketConfigArgs,
  LookupError,
} from "../lifecycle/lookups";
import { Session, type SessionOptions } from "../lifecycle/session";
import { configKey, PROVIDER_SETTING_NAMES } from "../model/provider-settings";
import { isUnknown } from "../model/unknown";
import type { Values } from "../model/values";
import { NATIVE_TYPES } from "../type-tokens";
import type { Engine } from "./engine";
import { nativeFace } from "./face";
import { GET_BUCKET_CONFIG, GET_BUCKET_CONFIGS, GET_REPOS } from "./tokens";
import { incoming } from "./values";

type AnyHooks = Hooks<Values & object, Values & object>;

/** A provider with its settings: what Pulumi asks of resources and functions. Another configuration knows nothing of this one. */
export class Configured {
  readonly session: Session;
  readonly #end = new AbortController();
  readonly #hooks: Readonly<Record<string, AnyHooks>>;

  constructor(args: Struct | undefined, engine: Engine, options: SessionOptions) {
    const { values } = incoming(args);
    const settings = new Map(PROVIDER_SETTING_NAMES.map((name) => [configKey(name), values[name]]));
    const config = (key: string) => {
      const value = settings.get(key);
      return value === undefined || value === null || isUnknown(value) ? undefined : String(value);
    };
    const face = nativeFace(engine.notices, this.#end.signal);
    this.session = new Session({ config, env: process.env }, face, options);
    this.#hooks = {
      [NATIVE_TYPES.bucketConfig]: new BucketConfigLifecycle(this.session) as unknown as AnyHooks,
      [NATIVE_TYPES.defaultBucketConfig]: new DefaultBucketConfigLifecycle(this.session) as unknown as AnyHooks,
    };
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  hooks(type: string): AnyHooks {
    const hooks = this.#hooks[type];
    if (!hooks)
      throw new LookupError(
        `${type} is no resource of pulumi-arraylake: it has ${Object.keys(this.#hooks).join(" and ")}.`,
      );
    return hooks;
  }

  async lookUp(token: string, args: Values): Promise<object> {
    for (const [name, value] of Object.entries(args))
      if (typeof value !== (name === "includeDeleted" ? "boolean" : "string"))
        throw new LookupError(`${name} must be ${name === "includeDeleted" ? "true or false" : "a text"}.`);
    switch (token) {
      case GET_BUCKET_CONFIG:
        return findBucketConfig(this.session, args as unknown as GetBucketConfigArgs);
      case GET_BUCKET_CONFIGS:
        return { bucketConfigs: await findBucketConfigs(this.session, args) };
      case GET_REPOS:
        return { repos: await findRepos(this.session, args) };
      default:
        throw new LookupError(`${token} is no function of pulumi-arraylake.`);
    }
  }

  end(reason: Error): void {
    this.#end.abort(reason);
  }
}
