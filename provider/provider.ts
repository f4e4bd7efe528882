import * as pulumi from "@pulumi/pulumi";
import { configKey, PROVIDER_SETTING_NAMES, providerSetting } from "./model/provider-settings";

/** What a Provider is made from. It doesn't read the stack's config: what it isn't given comes from the environment. */
export interface ProviderArgs {
  /** The organisation of resources that name none. Default: the environment variable `ARRAYLAKE_ORG`. */
  org?: pulumi.Input<string>;
  /**
   * The token. Kept as a Pulumi secret in the state, since Pulumi stores what a provider is made from; leave it out to use
   * the environment variable `ARRAYLAKE_TOKEN`, which is stored nowhere.
   */
  token?: pulumi.Input<string>;
  /** The service's base URL. Default: the environment variable `ARRAYLAKE_SERVICE__URI`, then the public service. */
  serviceUri?: pulumi.Input<string>;
  /**
   * How long one request may take with all its tries, in seconds: from 0.001 to 86,400, a day.
   * @default the environment variable `ARRAYLAKE_TIMEOUT_SECONDS`, then 300
   */
  timeoutSeconds?: pulumi.Input<number>;
  /**
   * Send the token in clear to an `http://` service that is not on this machine.
   * @default the environment variable `ARRAYLAKE_ALLOW_HTTP`, then false
   */
  allowHttp?: pulumi.Input<boolean>;
}

/**
 * Settings of its own for the resources and lookups that name it as their `provider`: so one stack can serve several
 * organisations, tokens or services. Without one, the stack's config and the environment are used.
 */
export class Provider extends pulumi.ProviderResource {
  /** The settings, by the keys they have in a stack's config. */
  readonly settings: pulumi.Output<Record<string, string | undefined>>;

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const settings = Object.fromEntries(
      PROVIDER_SETTING_NAMES.map((name) => [configKey(name), asText(args[name], providerSetting(name).secret)]),
    );
    super("pulumi-nodejs", name, settings, opts);
    this.settings = pulumi.output<Record<string, pulumi.Input<string> | undefined>>(settings) as pulumi.Output<
      Record<string, string | undefined>
    >;
  }
}

/** A provider's settings are texts, as those of a stack's config. */
function asText(
  value: pulumi.Input<string | number | boolean> | undefined,
  isSecret: boolean,
): pulumi.Input<string> | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === "string" ? value : pulumi.output(value).apply(String);
  return isSecret ? pulumi.secret(text) : text;
}
