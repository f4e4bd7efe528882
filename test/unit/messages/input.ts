import { orgOf } from "../../../provider/cli/command";
import { readSettings } from "../../../provider/lifecycle/settings";
import { emulate } from "../helpers/connected";
import { hmacInput, METHODS, r2Input, s3Input } from "../helpers/samples";
import { type Chapter, Run, type Values } from "./run";

const ID = "00000000-0000-4000-8000-000000000000";

/** Settings that are missing or wrong, as the first call says. */
export async function settings(): Promise<Chapter> {
  const emulator = await emulate();
  const calling = (settings: Record<string, string>) => {
    const run = new Run(emulator, settings);
    return run.showing(run.bucketConfig.read(ID, { org: "acme" }));
  };
  const withoutOrg = new Run(emulator, { "arraylake:org": "" });
  const reading = async (env: Record<string, string>, node?: string) => {
    readSettings({ config: () => undefined, env: { ARRAYLAKE_TOKEN: emulator.token, ...env } }, node);
  };
  return {
    "an old Node.js": await withoutOrg.showing(reading({}, "20.20.2")),
    "no token": await calling({ "arraylake:token": "" }),
    "something else in the token's place": await calling({ "arraylake:token": "ghp_not-for-arraylake" }),
    "a token with a blank in it": await calling({ "arraylake:token": "ema_mine hush" }),
    "an address that is none": await calling({ "arraylake:serviceUri": "api.earthmover.io" }),
    "an address with a password": await calling({
      "arraylake:serviceUri": "https://ann:hunter2@arraylake.example.com",
    }),
    "an address with a query": await calling({ "arraylake:serviceUri": "https://arraylake.example.com/?v=1" }),
    "an address with a blank": await calling({ "arraylake:serviceUri": "https://arraylake.example.com/\u00a0v1" }),
    "an address that leads elsewhere": await calling({
      "arraylake:serviceUri": "https://arraylake.example.com/v1/../",
    }),
    "an address in clear": await calling({ "arraylake:serviceUri": "http://arraylake.example.com" }),
    "a limit in words": await calling({ "arraylake:timeoutSeconds": "5 minutes" }),
    "a limit of months": await withoutOrg.showing(reading({ ARRAYLAKE_TIMEOUT_SECONDS: "9999999" })),
    "neither true nor false": await calling({ "arraylake:allowHttp": "maybe" }),
    "a token in another setting's place": await calling({ "arraylake:timeoutSeconds": "ema_mine" }),
    "a proxy without a scheme": await withoutOrg.showing(reading({ HTTPS_PROXY: "ann:hunter2@proxy.example.com" })),
    "several at once": await calling({ "arraylake:token": "", "arraylake:serviceUri": "nowhere" }),
    "a default organisation that would lead elsewhere": await new Run(emulator, { "arraylake:org": ".." }).checking(
      s3Input(),
    ),
    "the same, for a command": await Promise.resolve()
      .then(() => orgOf(withoutOrg.session, "acme/.."))
      .catch((error: Error) => `error: ${error.message}`),
    "no organisation, for a BucketConfig": await withoutOrg.checking(s3Input()),
    "no organisation, for one that is read by its id alone": await withoutOrg.showing(
      withoutOrg.bucketConfig.read(ID, {}),
    ),
    "no organisation, for the default": await withoutOrg.checkingDefault({ bucketConfigId: ID }),
  };
}

/** Arguments of a BucketConfig that can't be right. */
export async function badInput(): Promise<Chapter> {
  const run = new Run(await emulate());
  const checking = (input: Values) => run.checking(input);
  const several = async (inputs: Values[]) => (await Promise.all(inputs.map(checking))).join("\n");
  const aws = METHODS.aws_customer_managed_role.input.authConfig;
  return {
    "everything left out": await checking({}),
    "wrong types": await checking(
      s3Input({ org: "", nickname: 5, prefix: 7, extraConfig: [], authConfig: "hmac", adopt: "yes" }),
    ),
    "wrong names": await checking(s3Input({ nickname: "e", name: "-x", prefix: "/a b/", platform: "s4" })),
    "a wrong uri, and an unknown scheme": await several([
      hmacInput({ uri: "lab-bucket/raw" }),
      hmacInput({ uri: "gcs://lab-bucket" }),
    ]),
    "a uri with wrong parts": await checking({
      nickname: "era5",
      uri: "gs://x//y",
      authConfig: { method: "anonymous" },
    }),
    "the location twice": await checking(s3Input({ uri: "s3://acme-arraylake/era5" })),
    "half a location": await checking(s3Input({ name: undefined })),
    "mistyped fields": await checking(
      s3Input({
        nickName: "era5",
        size: 3,
        authConfig: { ...aws, sharedsecret: "x", sharedSecret: undefined, zone: "a" },
      }),
    ),
    "no auth method, none by its type, and one that nobody knows": await several([
      s3Input({ authConfig: {} }),
      s3Input({ authConfig: { method: true }, platform: 3 }),
      s3Input({ authConfig: { method: "hmca" } }),
    ]),
    "the retired auth method": await checking(s3Input({ authConfig: { method: "bucket_policy" } })),
    "settings of other types": await checking(
      s3Input({ extraConfig: { regionName: 1, endpointUrl: false, useSsl: 0, forcePathStyle: "yes", tags: [] } }),
    ),
    "settings that can't be right": await checking(
      hmacInput({ extraConfig: { region_name: "", endpointUrl: "https://key:hunter2@minio.example.com" } }),
    ),
    "settings that are called otherwise": await checking(
      hmacInput({ extraConfig: { region: "auto", forcePathstyle: true, "": "x", "a\nb": true, ca: "\ud800" } }),
    ),
    "a setting in both spellings": await checking(s3Input({ extraConfig: { regionName: "a", region_name: "b" } })),
    "no region, no endpoint": await several([
      s3Input({ extraConfig: undefined }),
      hmacInput({ uri: "s3-compatible://lab-bucket", extraConfig: undefined }),
    ]),
    "a method of another platform": await checking(s3Input({ platform: "gs", extraConfig: undefined })),
    "an R2 role elsewhere": await checking(
      r2Input({}, { extraConfig: { endpointUrl: "https://s3.example.com", regionName: "auto" } }),
    ),
    "an R2 role without its secrets": await checking(
      r2Input({ accountApiToken: undefined, parentSecretAccessKey: undefined, durationSeconds: 0.5 }),
    ),
    "a shared secret that is none": await checking(s3Input({ authConfig: { ...aws, sharedSecret: "s p a c e" } })),
    "what stands in for a secret": await checking(
      hmacInput({
        authConfig: { method: "hmac", accessKeyId: "changed-outside:sha256:61d9abb04eaac00c", secretAccessKey: "***" },
      }),
    ),
    "an auth config with what can't be right": await checking(
      r2Input({ externalAccountId: "", parentAccessKeyId: "a ", accountApiToken: "token\n", durationSeconds: 0 }),
    ),
    "a location that can't be printed": await checking(s3Input({ prefix: "era5\u0000raw" })),
    "an anonymous Azure container": await checking({
      nickname: "open",
      uri: "az://open-data",
      authConfig: { method: "anonymous" },
    }),
    "a default that names no BucketConfig": await run.checkingDefault({ org: "", bucketConfigId: "" }),
    "names that would lead elsewhere": `${await checking(s3Input({ org: "acme/../other" }))}\n${await run.checkingDefault({ bucketConfigId: `${ID}/default` })}`,
    "a default with mistyped fields": await run.checkingDefault({ bucketConfig: ID }),
  };
}
