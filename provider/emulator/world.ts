import type { Behaviour } from "./behaviour";
import type { CallLog } from "./calls";
import type { Faults } from "./faults";
import type { Orgs } from "./orgs";
import type { Principal } from "./tokens";

/** What an emulator holds, for the routes to work with. */
export interface World {
  orgs: Orgs;
  behaviour: Behaviour;
  faults: Faults;
  calls: CallLog;
  principals: ReadonlyMap<string, Principal>;
  /** In place of the token's own email in `created_by`, unless undefined. */
  createdBy: string | null | undefined;
  latencyMs: number;
  /** Whether it answers to other names than this machine's own. */
  allowNonLoopback: boolean;
  /** Back to the beginning: empty orgs, no faults, no calls, the first behaviour. */
  reset(): void;
}
