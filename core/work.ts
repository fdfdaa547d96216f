import type { Fault } from './contracts/fault.ts';

/**
 * The most steps that the filters of one campaign take for one event, and an audience for one profile (R78): 50 ms at
 * the worst. One value read or compared is a step, and one state that a regular expression enters at one place of a text.
 */
export const MOST_STEPS = 1_000_000;

/**
 * Counts the steps of filters. Steps depend on filter and data alone, so that an event always meets the same end.
 * Once the work is spent every filter answers at once, and its answer means nothing.
 */
export class Work {
  readonly most: number;
  #taken = 0;
  #filter = '';
  #fault: Fault | undefined;

  constructor(most = MOST_STEPS) {
    this.most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  get isSpent(): boolean {
    return this.#taken > this.most;
  }

  /** The filter that was begun last: where the work is spent, the one that spent it. */
  get filter(): string {
    return this.#filter;
  }

  /** Begins a filter, by its place in the campaign; says no where the work is spent. */
  begin(filter: string): boolean {
    if (this.isSpent) return false;
    this.#filter = filter;
    return true;
  }

  take(steps = 1): void {
    this.#taken += steps;
  }

  /** Spends the work on a filter that cannot be run. */
  giveUp(fault: Fault): void {
    if (this.isSpent) return;
    this.#fault = fault;
    this.#taken = Number.POSITIVE_INFINITY;
  }

  /** The fault of the filter that could not be run; where there is none, the work was too much. */
  get fault(): Fault | undefined {
    return this.#fault;
  }
}
