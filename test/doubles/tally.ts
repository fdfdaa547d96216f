/** Counts of billed requests by kind. A kind begins with the name of the service and ends with the resource. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(kind: string, count = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  /** Returns the sum of the counts of all kinds with this beginning. */
  of(beginning: string): number {
    let sum = 0;
    for (const [kind, count] of this.#counts) if (kind.startsWith(beginning)) sum += count;
    return sum;
  }

  /** Returns every kind with its count, in the order of the names. */
  all(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Resets the counts. */
  clear(): void {
    this.#counts.clear();
  }
}

/** A wrapper around requests to a service: it lets a request through, delays it, or makes it fail. */
export type Around = <Answer>(request: string, perform: () => Answer) => Promise<Answer>;

/** Performs every request at once. */
export const straight: Around = async (_, perform) => perform();
