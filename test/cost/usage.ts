import type { Priced } from './prices.ts';
import type { LoadedFunction } from './settings.ts';

/** Who asked: a door, or what stands before it. */
export type Requester = LoadedFunction | 'queues' | 'wave machine';

/** So much of something that has a price. */
export interface Used {
  readonly requester: Requester;
  readonly priced: Priced;
  /** What it was used for. */
  readonly what: string;
  readonly count: number;
}

/** What a load used: what has a price, and what else is worth knowing. */
export class Usage {
  readonly #used = new Map<string, Used>();
  readonly #metrics = new Set<string>();
  readonly #noted = new Map<string, number>();

  add({ requester, priced, what, count }: Used): void {
    const name = `${requester}|${priced}|${what}`;
    this.#used.set(name, { requester, priced, what, count: count + (this.#used.get(name)?.count ?? 0) });
  }

  /** A metric was written. */
  see(metric: string): void {
    this.#metrics.add(metric);
  }

  /** How many different metrics were written. */
  get metrics(): number {
    return this.#metrics.size;
  }

  note(what: string, count = 1): void {
    this.#noted.set(what, this.noted(what) + count);
  }

  noted(what: string): number {
    return this.#noted.get(what) ?? 0;
  }

  get all(): readonly Used[] {
    return [...this.#used.values()];
  }

  /** How much of what has a price, for something or for all, by someone or by all. */
  of(priced: Priced, what?: string, requester?: Requester): number {
    return this.all.reduce((sum, used) => {
      const isRequested =
        used.priced === priced && used.what === (what ?? used.what) && used.requester === (requester ?? used.requester);
      return isRequested ? sum + used.count : sum;
    }, 0);
  }
}
