import type { Instant } from '../../core/contracts/instant.ts';
import { SECOND } from '../../core/contracts/time-span.ts';

/** Counts by kind and second. Of a kind that is counted separately for each partition, the count of the busiest one. */
export class Rates {
  readonly #seconds = new Map<string, Map<number, number>>();

  add(kind: string, at: Instant, { count = 1, place = '' }: { count?: number; place?: string } = {}): void {
    const name = `${kind}|${place}`;
    const seconds = this.#seconds.get(name) ?? new Map<number, number>();
    this.#seconds.set(name, seconds);
    const second = Math.floor(at / SECOND);
    seconds.set(second, (seconds.get(second) ?? 0) + count);
  }

  /** The maximum of a second, by kind. */
  get peaks(): ReadonlyMap<string, number> {
    const peaks = new Map<string, number>();
    for (const [name, seconds] of this.#seconds) {
      const [kind = ''] = name.split('|');
      let max = peaks.get(kind) ?? 0;
      for (const count of seconds.values()) max = Math.max(max, count);
      peaks.set(kind, max);
    }
    return peaks;
  }
}

/** The maximum concurrency of spans that begin and end. */
export class ConcurrencyPeak {
  readonly #begun: number[] = [];
  readonly #ended: number[] = [];

  add(begun: Instant, ended: Instant): void {
    this.#begun.push(begun);
    this.#ended.push(ended);
  }

  get most(): number {
    const ended = this.#ended.toSorted((one, other) => one - other);
    let [max, over] = [0, 0];
    for (const [index, at] of this.#begun.toSorted((one, other) => one - other).entries()) {
      while ((ended[over] ?? Number.POSITIVE_INFINITY) <= at) over += 1;
      max = Math.max(max, index + 1 - over);
    }
    return max;
  }
}
