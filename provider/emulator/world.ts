import { type Behaviour, DEFAULT_BEHAVIOUR } from "./behaviour";
import { CallLog } from "./calls";
import type { ExpectedRepo } from "./expected-repos";
import { Faults } from "./faults";
import { Orgs } from "./orgs";
import { DEFAULT_TOKEN, type Principal, principalsOf, type Tokens } from "./tokens";

/** How an emulator begins. */
export interface EmulatorOptions {
  /** The port to listen on; 0 takes a free one. @default 0 */
  port?: number;
  /** The host to listen on, which must be this machine's loopback. @default "127.0.0.1" */
  host?: string;
  /** The orgs that exist, besides those that the state file knows. @default ["acme"] */
  orgs?: readonly string[];
  /**
   * Repos that come with their BucketConfigs. Each is made once, as soon as a BucketConfig has its nickname. Deleted, it stays
   * away until a reset; a repo of its name that is there already, deleted or not, stays as it is. @default none
   */
  repos?: readonly ExpectedRepo[];
  /** The accepted tokens: one, several, or each with the orgs it may use. @default "ema_emulator" */
  tokens?: Tokens;
  /** A file that keeps the orgs' rows over restarts and kills, **with secrets in clear**, readable by its owner only. @default none: rows are in memory */
  stateFile?: string;
  /** How long every request waits before it is worked on, in milliseconds. @default 0 */
  latencyMs?: number;
  /** Listen on other than loopback, where anybody may ask, and answer to other names than this machine's. @default false */
  allowNonLoopback?: boolean;
  /** Who new BucketConfigs say they were created by. @default the email of the token that is used */
  createdBy?: string | null;
  /** How to behave where the real service's behaviour is not known. @default see each field */
  behaviour?: Partial<Behaviour>;
}

/** What an emulator holds, for the routes to work with. */
export class World {
  readonly orgs: Orgs;
  readonly behaviour: Behaviour;
  readonly faults = new Faults();
  readonly calls = new CallLog();
  readonly principals: ReadonlyMap<string, Principal>;

  /** @throws if the state file is there and is not a state, or if an expected repo can't come */
  constructor(readonly options: EmulatorOptions) {
    this.orgs = new Orgs(options.orgs ?? ["acme"], options.stateFile, options.repos);
    this.behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
    this.principals = principalsOf(options.tokens ?? DEFAULT_TOKEN);
  }

  /** Back to the beginning: empty orgs, no faults, no calls, the first behaviour. */
  reset(): void {
    this.orgs.reset();
    this.faults.clear();
    this.calls.clear();
    Object.assign(this.behaviour, DEFAULT_BEHAVIOUR, this.options.behaviour);
  }
}
