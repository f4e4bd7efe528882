/** Every id that a process has heard of, in the order in which it did, and those that it made itself. */
export class Sightings {
  readonly #order = new Map<string, number>();
  readonly #made = new Set<string>();

  add(id: string): void {
    if (!this.#order.has(id)) this.#order.set(id, this.#order.size);
  }

  /** Now, for `isNewSince`. */
  moment(): number {
    return this.#order.size;
  }

  /** Whether nothing spoke of an id before a moment. */
  isNewSince(moment: number, id: string): boolean {
    return (this.#order.get(id) ?? Number.POSITIVE_INFINITY) >= moment;
  }

  /** Whether an id is the first creation's that asks for it: no other one of this run gets it, in whatever organisation. */
  take(id: string): boolean {
    const isFree = !this.#made.has(id);
    this.#made.add(id);
    return isFree;
  }
}
