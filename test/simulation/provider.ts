// What Pulumi's engine asks of a provider, told apart from how it asks it of a dynamic one and of a native one.

export type Values = Record<string, unknown>;

interface Asked {
  readonly name: string;
  /** How long the option `customTimeouts` gives it, in seconds; 0 where it says nothing. */
  readonly seconds: number;
}

interface Previewable extends Asked {
  /** It is only asked what would come of it. */
  readonly isPreview: boolean;
}

/** The provider of one type of resources. */
export interface Provider {
  check(asked: { name: string; olds: Values; news: Values }): Promise<{ inputs: Values; failures: readonly string[] }>;
  diff(asked: {
    name: string;
    id: string;
    /** The state. */
    olds: Values;
    news: Values;
    ignoreChanges: readonly string[];
  }): Promise<{ changes: boolean; replaces: readonly string[]; deleteBeforeReplace: boolean }>;
  create(asked: Previewable & { inputs: Values }): Promise<{ id: string; outs: Values }>;
  /** An import gives neither a state nor inputs. What is gone has an empty id. */
  read(asked: Asked & { id: string; state: Values; inputs: Values }): Promise<{
    id: string;
    state: Values;
    inputs: Values | undefined;
  }>;
  update(asked: Previewable & { id: string; olds: Values; news: Values }): Promise<{ outs: Values }>;
  delete(asked: Asked & { id: string; state: Values }): Promise<void>;
}

/** A provider's process, as one of the two ways of Pulumi reaches it. */
export interface Face {
  readonly bucket: Provider;
  readonly default: Provider;
  /** Whether Pulumi asks it what a preview would make, and whether what an import read may stand so. A dynamic one isn't asked. */
  readonly isNative: boolean;
  /** Once it is loaded, which takes some of the real time. */
  readonly configured: Promise<unknown>;
  /** The id and the state with which an import begins. */
  importing(id: string, org: string): { readonly id: string; readonly state: Values };
  /** The user wants the run to end. */
  cancel(): void;
}

export const FACES = ["dynamic", "native"] as const;
export type FaceName = (typeof FACES)[number];
