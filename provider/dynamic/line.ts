/**
 * What Pulumi stores as `__provider` with every resource: one line that loads the installed package and captures nothing.
 * It stands in the states of users, so **these lines never change**: not their text, not the sub-path, not the names.
 * The path is resolved from the program's folder, since a state travels between machines; NODE_PATH is honoured.
 */
export const BUCKET_CONFIG_LINE =
  'exports.handler = () => require("node:module").createRequire(process.cwd() + "/")("pulumi-arraylake/dynamic").BucketConfig();';

export const DEFAULT_BUCKET_CONFIG_LINE =
  'exports.handler = () => require("node:module").createRequire(process.cwd() + "/")("pulumi-arraylake/dynamic").DefaultBucketConfig();';
