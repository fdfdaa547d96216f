import { createHeap } from '../../adapters/memory/heap.ts';
import type { Instant } from '../../core/contracts/instant.ts';

interface Planned {
  readonly at: Instant;
  readonly order: number;
  readonly work: (at: Instant) => Promise<void> | void;
}

/** A plan of work by instant, the earliest first, and at equal instants in the order of planning. */
export class Agenda {
  readonly #planned = createHeap<Planned>(
    (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order),
  );
  #order = 0;

  plan(at: Instant, work: Planned['work']): void {
    this.#planned.add({ at, order: this.#order++, work });
  }

  /** Runs all planned work in order, including work that is planned meanwhile. */
  async run(): Promise<void> {
    for (let next = this.#planned.removeFirst(); next !== undefined; next = this.#planned.removeFirst())
      await next.work(next.at);
  }
}
