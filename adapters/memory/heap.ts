/** A binary heap: items of which only the first is read. */
export interface Heap<Item> {
  readonly first: Item | undefined;
  add(item: Item): void;
  removeFirst(): Item | undefined;
}

/** Creates an empty heap. */
export function createHeap<Item extends object>(isBefore: (one: Item, other: Item) => boolean): Heap<Item> {
  const heap: Item[] = [];
  const place = (item: Item, from: number): void => {
    let hole = from;
    for (let above = (hole - 1) >> 1; hole > 0; above = (hole - 1) >> 1) {
      const other = heap[above];
      if (other === undefined || !isBefore(item, other)) break;
      heap[hole] = other;
      hole = above;
    }
    heap[hole] = item;
  };
  /** Moves the earlier of each two children up, down to the last row. Returns the position of the hole then. */
  const sink = (): number => {
    let hole = 0;
    for (let below = 1; below < heap.length; below = 2 * hole + 1) {
      const [one, other] = [heap[below], heap[below + 1]];
      if (one === undefined) break;
      const isOther = other !== undefined && isBefore(other, one);
      heap[hole] = isOther ? other : one;
      hole = isOther ? below + 1 : below;
    }
    return hole;
  };
  return {
    get first() {
      return heap[0];
    },
    add: (item) => place(item, heap.length),
    removeFirst() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) place(last, sink());
      return first;
    },
  };
}
