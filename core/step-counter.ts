import type { Fault } from './contracts/fault.ts';

/**
 * The maximum number of steps that the filters of one campaign take for one event, and an audience for one profile (R78): 50 ms in the
 * worst case. A step is a value that is read or compared, or a state that a regular expression enters at one position of a text.
 */
export const MAX_FILTER_STEPS = 1_000_000;

/**
 * The count of steps of filters. It depends only on filter and data, so that the same event always has the same result. When the work is
 * spent, every filter returns immediately, and its result has no meaning.
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

  /** The filter that was begun last. If the work is spent, this filter spent it. */
  get currentFilter(): string {
    return this.#currentFilter;
  }

  /** Begins a filter, by its place in the campaign. Returns false if the work is spent. */
  beginFilter(filter: string): boolean {
    if (this.isExhausted) return false;
    this.#currentFilter = filter;
    return true;
  }

  add(steps = 1): void {
    this.#count += steps;
  }

  /** Ends the work because of a filter that cannot be run. */
  fail(fault: Fault): void {
    if (this.isExhausted) return;
    this.#fault = fault;
    this.#count = Number.POSITIVE_INFINITY;
  }

  /** The fault of the filter that could not be run. If the work is spent without one, it took too many steps. */
  get fault(): Fault | undefined {
    return this.#fault;
  }
}
