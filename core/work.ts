import type { Fault } from './contracts/fault.ts';

/**
 * The most steps that the filters of one campaign take for one event, and an audience for one profile (R78): 50 ms at
 * the worst. One value read or compared is a step, and one state that a regular expression enters at one place of a text.
 */
export const MAX_FILTER_STEPS = 1_000_000;

/**
 * Counts the steps of filters. Steps depend on filter and data alone, so that an event always meets the same end.
 * Once the work is spent every filter answers at once, and its answer means nothing.
 */
export class StepCounter {
  readonly maxSteps: number;
  #count = 0;
  #currentFilter = '';
  #fault: Fault | undefined;

  constructor(maxSteps = MAX_FILTER_STEPS) {
    this.maxSteps = maxSteps;
  }

  get count(): number {
    return this.#count;
  }

  get isExhausted(): boolean {
    return this.#count > this.maxSteps;
  }

  /** The filter that was begun last: where the work is spent, the one that spent it. */
  get currentFilter(): string {
    return this.#currentFilter;
  }

  /** Begins a filter, by its place in the campaign; says no where the work is spent. */
  beginFilter(filter: string): boolean {
    if (this.isExhausted) return false;
    this.#currentFilter = filter;
    return true;
  }

  add(steps = 1): void {
    this.#count += steps;
  }

  /** Spends the work on a filter that cannot be run. */
  fail(fault: Fault): void {
    if (this.isExhausted) return;
    this.#fault = fault;
    this.#count = Number.POSITIVE_INFINITY;
  }

  /** The fault of the filter that could not be run; where there is none, the work was too much. */
  get fault(): Fault | undefined {
    return this.#fault;
  }
}
