/**
 * Which BucketConfigs the resources of this run have, by id: those that stay as they are, and those that were made or taken
 * over. What a resource has must not be deleted for another one that had it too, such as the one that it was before it got
 * another name in the program.
 */
export class Holdings {
  readonly #holders = new Map<string, number>();
  readonly #deletions = new Map<string, Promise<unknown>>();

  hold(id: string): void {
    this.#holders.set(id, (this.#holders.get(id) ?? 0) + 1);
  }

  release(id: string): void {
    this.#holders.set(id, (this.#holders.get(id) ?? 1) - 1);
  }

  isHeld(id: string): boolean {
    return (this.#holders.get(id) ?? 0) > 0;
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
