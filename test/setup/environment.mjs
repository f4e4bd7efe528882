// @ts-check
// The environment of the commands that run after the set-up.

import path from "node:path";
import { binFolder } from "./tools.mjs";

/**
 * @param {NodeJS.ProcessEnv} env The user's.
 * @param {{ root: string, node: string, cliBin?: string | undefined }} found
 * @returns {NodeJS.ProcessEnv}
 */
export function commandEnvironment(env, { root, node, cliBin }) {
  const tools = binFolder(root);
  // Where the Node.js in node_modules can't be used, the running one goes before it.
  const own = path.dirname(node).startsWith(path.join(root, "node_modules")) ? [tools] : [path.dirname(node), tools];
  const first = cliBin ? [...own, cliBin] : own;
  const rest = (env.PATH ?? "").split(path.delimiter).filter((entry) => entry && !first.includes(path.resolve(entry)));
  /** @type {NodeJS.ProcessEnv} */
  const result = { ...env, PATH: [...first, ...rest].join(path.delimiter), PULUMI_SKIP_UPDATE_CHECK: "true" };
  // The version that was set up is the one that runs, and it is checked.
  delete result.PULUMI_VERSION;
  delete result.PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK;
  return result;
}
