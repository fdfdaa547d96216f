/** What was asked of the services, by kind: what an installation is billed by. Kinds begin with the service, and end with what it was asked of. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(kind: string, count = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  /** The count of every kind that begins so, taken together. */
  of(beginning: string): number {
    let sum = 0;
    for (const [kind, count] of this.#counts) if (kind.startsWith(beginning)) sum += count;
    return sum;
  }

  /** Every kind and its count, in the order of their names. */
  all(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Begins anew. */
  clear(): void {
    this.#counts.clear();
  }
}

/** Stands between whoever asks and the service: lets the request through, holds it up, or breaks it. */
export type Around = <Answer>(request: string, perform: () => Answer) => Promise<Answer>;

/** Nothing stands between. */
export const straight: Around = async (_, perform) => perform();
