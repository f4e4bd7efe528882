import type { Face, Notices } from "../lifecycle/face";
import { NATIVE_TYPES } from "../type-tokens";

/** The plugin's: Pulumi encrypts each value of a state that an answer marks, and imports by a command. */
export function nativeFace(notices: Notices, signal: AbortSignal): Face {
  return {
    notices,
    signal,
    keptSecret: (secret) => secret,
    aliasing: "with the option `aliases`",
    takingOver: ({ org, id }) =>
      `with \`adopt: true\` on the resource, or with \`pulumi import ${NATIVE_TYPES.bucketConfig} NAME ${org}/${id}\``,
  };
}
