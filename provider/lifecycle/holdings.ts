/**
 * Which BucketConfigs the resources of this run have, by id: those that stay as they are, and those that were made or taken
 * over. What a resource has must not be deleted for another one that had it too, such as the one that it was before it got
 * another name in the program.
 */
export class Holdings {
  readonly #held = new Set<string>();
  readonly #owners = new Map<string, number>();
  readonly #promised = new Set<string>();
  readonly #deletions = new Map<string, Promise<unknown>>();

  /** A resource has it. */
  hold(id: string): void {
    this.#held.add(id);
  }

  isHeld(id: string): boolean {
    return this.#held.has(id);
  }

  /** A refresh of this run read it for a resource of the state, or a resource of the state has let go of it. */
  countOwner(id: string, by: 1 | -1): void {
    this.#owners.set(id, (this.#owners.get(id) ?? 0) + by);
  }

  /** Whether two resources of the state have it, for all that a refresh of this run has seen. */
  isShared(id: string): boolean {
    return (this.#owners.get(id) ?? 0) > 1;
  }

  /** A resource is to take it over. */
  promise(id: string): void {
    this.#promised.add(id);
  }

  isPromised(id: string): boolean {
    return this.#promised.has(id);
  }

  /** Begins a deletion: who wants to take the config over waits for its end. */
  deleting(id: string, deletion: () => Promise<void>): Promise<void> {
    const done = deletion();
    this.#deletions.set(id, done);
    return done;
  }

  async afterDeletion(id = ""): Promise<void> {
    await this.#deletions.get(id)?.catch(() => undefined);
  }
}
