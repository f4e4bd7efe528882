/** Sorts by the first key in which two differ, by code units, so that the order is the same on every machine. */
export function inOrder<Item>(items: readonly Item[], keysOf: (item: Item) => readonly string[]): Item[] {
  return items.toSorted((a, b) => {
    const [one, other] = [keysOf(a).join("\0"), keysOf(b).join("\0")];
    return one < other ? -1 : Number(one > other);
  });
}
