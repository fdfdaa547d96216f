import type { Instant } from '../../core/contracts/instant.ts';

interface Planned {
  readonly at: Instant;
  readonly order: number;
  readonly work: (at: Instant) => Promise<void> | void;
}

/** What happens at which instant, the earliest first; of equal instants, what was planned first. */
export class Agenda {
  readonly #heap: Planned[] = [];
  #order = 0;

  plan(at: Instant, work: Planned['work']): void {
    const heap = this.#heap;
    heap.push({ at, order: this.#order++, work });
    for (let place = heap.length - 1; place > 0; ) {
      const parent = (place - 1) >> 1;
      if (!this.#swapped(parent, place)) return;
      place = parent;
    }
  }

  /** Does everything, each when what came before is done, until nothing is planned any more. */
  async run(): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) await next.work(next.at);
  }

  #next(): Planned | undefined {
    const heap = this.#heap;
    const [first, last] = [heap[0], heap.pop()];
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const child = right < heap.length && this.#isBefore(right, left) ? right : left;
      if (child >= heap.length || !this.#swapped(place, child)) return first;
      place = child;
    }
  }

  /** Swaps two where the second belongs before the first. */
  #swapped(one: number, other: number): boolean {
    if (!this.#isBefore(other, one)) return false;
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    this.#heap[one] = b;
    this.#heap[other] = a;
    return true;
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }
}
