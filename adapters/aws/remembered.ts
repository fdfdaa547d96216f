/** Answers by name: asked for once where several ask at the same time, and remembered for a while. */
export class Remembered<Answer> {
  readonly #answers = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>();
  readonly #most: number;

  /** So many are remembered at the most; where there are more, all are asked for anew. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The answer of a name, if it is remembered at this instant; else asks, and remembers it until another. One that breaks is not remembered. */
  async of(name: string, { now, until }: { now: number; until: number }, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(name);
    if (known !== undefined && now < known.until) return known.answer;
    if (this.#answers.size >= this.#most) this.#answers.clear();
    const fresh = { answer: ask(), until };
    this.#answers.set(name, fresh);
    try {
      return await fresh.answer;
    } catch (error) {
      if (this.#answers.get(name) === fresh) this.#answers.delete(name);
      throw error;
    }
  }

  forget(name: string): void {
    this.#answers.delete(name);
  }
}
