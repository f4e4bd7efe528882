import type { Face, Notices } from "../lifecycle/face";
import { fingerprint } from "../model/secrets";

/** The dynamic provider's: Pulumi encrypts no value of a state that a program didn't mark, and imports by files alone. */
export function dynamicFace(notices: Notices): Face {
  return {
    notices,
    keptSecret: fingerprint,
    aliasing: "with the option `aliases`, in a stack's config with `aliases: [OLD-KEY]`",
    takingOver: ({ org, nickname }) =>
      "with `adopt: true` on the resource, or with an import file " +
      `(\`npx pulumi-arraylake import-file --org ${org}${nickname === undefined ? "" : ` --nickname ${nickname}`}\`)`,
  };
}
