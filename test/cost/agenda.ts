import { createHeap } from '../../adapters/memory/heap.ts';
import type { Instant } from '../../core/contracts/instant.ts';

interface Planned {
  readonly at: Instant;
  readonly order: number;
  readonly work: (at: Instant) => Promise<void> | void;
}

/** What happens at which instant, the earliest first; of equal instants, what was planned first. */
export class Agenda {
  readonly #planned = createHeap<Planned>(
    (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order),
  );
  #order = 0;

  plan(at: Instant, work: Planned['work']): void {
    this.#planned.add({ at, order: this.#order++, work });
  }

  /** Does everything, each when what came before is done, until nothing is planned any more. */
  async run(): Promise<void> {
    for (let next = this.#planned.removeFirst(); next !== undefined; next = this.#planned.removeFirst())
      await next.work(next.at);
  }
}
