import { CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import { emulate, failure } from "../helpers/connected";
import { METHODS } from "../helpers/samples";
import type * as support from "../plugin/support";
import type { Chapter } from "./run";

// Loaded here, with all that it imports: a chapter before this one has let go of every module.
let openFor: typeof support.openFor;

const INPUT = { nickname: "era5", ...METHODS.hmac.input };

/** What is said otherwise, or only, where the native plugin is used. */
export async function ofPlugin(): Promise<Chapter> {
  const { struct, urnOf, ...loaded } = await import("../plugin/support.js");
  openFor = loaded.openFor;
  return {
    "a location that is taken": await locationTaken(),
    "code that an import wrote, as it is": await placeholder(),
    "a creation that Ctrl-C ends": await ended("POST", "cancel"),
    "a creation that takes longer than customTimeouts allows": await ended("POST", "timeout"),
    "a deletion that Ctrl-C ends": await ended("DELETE", "cancel"),
    "a step that comes after Ctrl-C": await afterCancel(),
    "a resource that the package hasn't": await failing(async (plugin) => {
      const request = new CheckRequest().setUrn(urnOf("x", "arraylake:index:Repo")).setNews(struct({}));
      await plugin.ask("check", request);
    }),
    "a function that is given a number for a text": await failing((plugin) =>
      plugin.invoke("arraylake:index:getBucketConfig", { nickname: 5 }),
    ),
    "a function that is given a text for true or false": await failing((plugin) =>
      plugin.invoke("arraylake:index:getRepos", { includeDeleted: "yes" }),
    ),
    "a function that the package hasn't": await failing((plugin) => plugin.invoke("arraylake:index:getRepo")),
  };
}

type Plugin = Awaited<ReturnType<typeof openFor>>;

async function failing(call: (plugin: Plugin) => Promise<unknown>): Promise<string> {
  return `error: ${(await failure(call(await openFor(await emulate())))).message}`;
}

async function problems({ failures }: Awaited<ReturnType<Plugin["check"]>>): Promise<string> {
  const said = failures.map((each) => each.getReason());
  return said
    .map((reason) => `error: arraylake:index:BucketConfig resource 'era5' has a problem: ${reason}`)
    .join("\n");
}

async function locationTaken(): Promise<string> {
  const emulator = await emulate();
  const first = await openFor(emulator);
  const { inputs } = await first.check("other", INPUT);
  await first.create("other", inputs);
  return problems(await (await openFor(emulator)).check("era5", INPUT));
}

async function placeholder(): Promise<string> {
  const emulator = await emulate();
  const first = await openFor(emulator);
  const { inputs } = await first.check("era5", INPUT);
  const { id } = await first.create("era5", inputs);
  const { inputs: written } = await (await openFor(emulator)).read("era5", id);
  return problems(await (await openFor(emulator)).check("era5", written ?? {}, written));
}

async function ended(method: "POST" | "DELETE", way: "cancel" | "timeout"): Promise<string> {
  const emulator = await emulate();
  const first = await openFor(emulator);
  const { inputs } = await first.check("era5", INPUT);
  const made = method === "DELETE" ? await first.create("era5", inputs) : undefined;
  emulator.clearCalls();
  emulator.fail({ kind: "hang", when: "after", method });
  const plugin = await openFor(emulator);
  const step = made
    ? plugin.delete("era5", made.id, made.state)
    : plugin.create("era5", inputs, { timeout: way === "timeout" ? 1 : 0 });
  const error = failure(step);
  if (way === "cancel") {
    while (!emulator.calls().some((call) => call.method === method)) await new Promise((done) => setTimeout(done, 10));
    await plugin.cancel();
  }
  return `error: ${(await error).message}`;
}

async function afterCancel(): Promise<string> {
  const plugin = await openFor(await emulate());
  const { inputs } = await plugin.check("era5", INPUT);
  await plugin.cancel();
  return `error: ${(await failure(plugin.create("era5", inputs))).message}`;
}
