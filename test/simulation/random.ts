/** A source of random numbers that gives the same history for the same seed on every machine (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1);
  }

  /** Returns a number from 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Returns a whole number from 0 to a maximum, both included. */
  upTo(max: number): number {
    return Math.floor(this.next() * (max + 1));
  }

  between(min: number, max: number): number {
    return min + this.upTo(max - min);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.upTo(items.length - 1)];
    if (item === undefined) throw new Error('pick: expected at least one item');
    return item;
  }

  /** Returns some of the items, each once. */
  some<Item>(items: readonly Item[], min: number, max: number): Item[] {
    const left = [...items];
    const count = Math.min(this.between(min, max), left.length);
    return Array.from({ length: count }, () => left.splice(this.upTo(left.length - 1), 1)).flat();
  }
}
