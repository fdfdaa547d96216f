/** Answers by name: asked for once where several ask at the same time, and remembered for a while. */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, { readonly answer: Promise<Value>; readonly until: number }>();
  readonly #maxEntries: number;

  /** So many are remembered at the most; where there are more, all are asked for anew. */
  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** The answer of a name, if it is remembered at this instant; else asks, and remembers it until another. One that breaks is not remembered. */
  async getOrLoad(
    name: string,
    { now, until }: { now: number; until: number },
    load: () => Promise<Value>,
  ): Promise<Value> {
    const known = this.#entries.get(name);
    if (known !== undefined && now < known.until) return known.answer;
    if (this.#entries.size >= this.#maxEntries) this.#entries.clear();
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
