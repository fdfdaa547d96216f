import type { Priced } from './prices.ts';
import type { LoadedFunction } from './settings.ts';

/** The part of the installation that uses something: a Lambda function, or what is before it. */
export type Requester = LoadedFunction | 'queues' | 'wave machine' | 'producers';

/** A used quantity of something that has a price. */
export interface Used {
  readonly requester: Requester;
  readonly priced: Priced;
  /** The purpose of the use. */
  readonly what: string;
  readonly count: number;
}

/** The use of a load: quantities that have a price, and other counts. */
export class Usage {
  readonly #used = new Map<string, Used>();
  readonly #metrics = new Set<string>();
  readonly #noted = new Map<string, number>();

  add({ requester, priced, what, count }: Used): void {
    const name = `${requester}|${priced}|${what}`;
    this.#used.set(name, { requester, priced, what, count: count + (this.#used.get(name)?.count ?? 0) });
  }

  /** Records that a metric was written. */
  see(metric: string): void {
    this.#metrics.add(metric);
  }

  /** The number of different metrics that were written. */
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

  /** Returns the used quantity for a price, optionally for one purpose and one part of the installation. */
  of(priced: Priced, what?: string, requester?: Requester): number {
    return this.all.reduce((sum, used) => {
      const isRequested =
        used.priced === priced && used.what === (what ?? used.what) && used.requester === (requester ?? used.requester);
      return isRequested ? sum + used.count : sum;
    }, 0);
  }
}
