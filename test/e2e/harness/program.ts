// The program of most tests: it declares what resources.json beside it says. In it, { "$secret": v } is a Pulumi secret, { "$config": key } one
// of the stack's config,
// { "$of": name, "output": o } an output of another resource, { "$suffixed": text, "$of": name } a text that a preview can't know.
export const PROGRAM = `
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const arraylake = require("pulumi-arraylake");
const declared = {};
function value(v) {
  if (Array.isArray(v)) return v.map(value);
  if (typeof v !== "object" || v === null) return v;
  if ("$config" in v) return new pulumi.Config().requireSecret(v.$config);
  if ("$secret" in v) return pulumi.secret(v.$secret);
  if ("$suffixed" in v) return declared[v.$of].id.apply((id) => v.$suffixed + id);
  if ("$of" in v) return declared[v.$of][v.output];
  return Object.fromEntries(Object.entries(v).map(([key, item]) => [key, value(item)]));
}
for (const [name, { kind = "BucketConfig", args, opts = {} }] of Object.entries(JSON.parse(fs.readFileSync("resources.json", "utf8")))) {
  const { provider, dependsOn, ...rest } = opts;
  const options = { ...rest, ...(provider ? { provider: declared[provider] } : {}), ...(dependsOn ? { dependsOn: declared[dependsOn] } : {}) };
  declared[name] = new arraylake[kind](name, value(args), options);
}
for (const [name, resource] of Object.entries(declared)) {
  if (arraylake.BucketConfig.isInstance(resource)) exports[name] = { id: resource.id, uri: resource.uri, nickname: resource.nickname };
}
`;

export const PROJECT = `name: test
main: index.js
runtime:
  name: nodejs
  options:
    typescript: false
`;
