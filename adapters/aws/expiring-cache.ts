/** A cache of values by name, each for a limited time. Callers at the same time share one load. */
export class ExpiringCache<Value> {
  /** The entries in the order of their use, the least recently used first. */
  readonly #entries = new Map<string, { readonly answer: Promise<Value>; readonly until: number }>();
  readonly #maxEntries: number;

  /** Creates a cache of at most this many entries. Beyond it, the least recently used is dropped. */
  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** Returns the value of a name from the cache; otherwise loads it and keeps it until an instant. A load that fails is not kept. */
  async getOrLoad(
    name: string,
    { now, until }: { now: number; until: number },
    load: () => Promise<Value>,
  ): Promise<Value> {
    const known = this.#entries.get(name);
    this.#entries.delete(name);
    if (known !== undefined && now < known.until) {
      this.#entries.set(name, known);
      return known.answer;
    }
    const [leastRecentlyUsed] = this.#entries.keys();
    if (leastRecentlyUsed !== undefined && this.#entries.size >= this.#maxEntries)
      this.#entries.delete(leastRecentlyUsed);
    const fresh = { answer: load(), until };
    this.#entries.set(name, fresh);
    try {
      return await fresh.answer;
    } catch (error) {
      if (this.#entries.get(name) === fresh) this.#entries.delete(name);
      throw error;
    }
  }

  delete(name: string): void {
    this.#entries.delete(name);
  }
}
