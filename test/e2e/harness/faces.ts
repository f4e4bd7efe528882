import { stringify } from "yaml";
import { PROGRAM, PROJECT } from "./program";
import type { Declared } from "./stack";

/** The two ways in which Pulumi calls the one core: what they promise alike is tested on both. */
export const FACES = ["dynamic", "native"] as const;
export type Face = (typeof FACES)[number];

/** The files of a project that declares resources. */
export function projectOf(face: Face, declared: Readonly<Record<string, Declared>>): Record<string, string> {
  if (face === "native") return { "Pulumi.yaml": yamlProgram(declared) };
  return { "Pulumi.yaml": PROJECT, "index.js": PROGRAM, "resources.json": JSON.stringify(declared) };
}

function yamlProgram(declared: Readonly<Record<string, Declared>>): string {
  const resources = Object.entries(declared).map(([name, { kind = "BucketConfig", args, opts = {} }]) => {
    const type = kind === "Provider" ? "pulumi:providers:arraylake" : `arraylake:${kind}`;
    return [name, { type, properties: value(args), options: optionsOf(opts) }];
  });
  const made = Object.entries(declared).filter(([, { kind = "BucketConfig" }]) => kind === "BucketConfig");
  const outputs = made.map(([name]) => {
    return [name, Object.fromEntries(["id", "uri", "nickname"].map((output) => [output, `\${${name}.${output}}`]))];
  });
  const keys = [...JSON.stringify(declared).matchAll(/"\$config":"(\w+)"/g)].map(([, key]) => [
    key,
    { type: "string", secret: true },
  ]);
  return stringify({
    name: "test",
    runtime: "yaml",
    // The oldest host's word for it, which the newer ones take, too.
    ...(keys.length > 0 && { configuration: Object.fromEntries(keys) }),
    plugins: { providers: [{ name: "arraylake", path: "../node_modules/pulumi-arraylake/dist/plugin" }] },
    resources: Object.fromEntries(resources),
    outputs: Object.fromEntries(outputs),
  });
}

function optionsOf({ provider, dependsOn, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...rest,
    ...(provider ? { provider: `\${${provider}}` } : {}),
    ...(dependsOn ? { dependsOn: [`\${${dependsOn}}`] } : {}),
  };
}

/** The markers of program.ts, in YAML's own words. */
function value(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(value);
  if (typeof given !== "object" || given === null) return given;
  const marked = given as Record<string, string>;
  if ("$config" in given) return `\${${marked.$config}}`;
  if ("$secret" in given) return { "fn::secret": marked.$secret };
  if ("$suffixed" in given) return `${marked.$suffixed}\${${marked.$of}.id}`;
  if ("$of" in given) return `\${${marked.$of}.${marked.output}}`;
  return Object.fromEntries(Object.entries(given).map(([key, item]) => [key, value(item)]));
}
