/** Every id that a process has heard of, in the order in which it did. */
export class Sightings {
  readonly #order = new Map<string, number>();

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
}
