/**
 * Which BucketConfigs the resources of this run have, by id: those that stay as they are, and those that were made or taken
 * over. What a resource has must not be deleted for another one that had it too, such as the one that it was before it got
 * another name in the program.
 */
export class Holdings {
  readonly #held = new Set<string>();
  readonly #promised = new Set<string>();
  readonly #deletions = new Map<string, Promise<unknown>>();

  /** A resource has it. */
  hold(id: string): void {
    this.#held.add(id);
  }

  isHeld(id: string): boolean {
    return this.#held.has(id);
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

  async afterDeletion(id: string): Promise<void> {
    await this.#deletions.get(id)?.catch(() => undefined);
  }
}
