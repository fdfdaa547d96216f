import type { Instant } from '../../core/contracts/instant.ts';
import type { Around } from '../doubles/tally.ts';
import { EMPTY_INVOCATION, PROCESSOR_TIME, ROUND_TRIP, WHOLE_PROCESSOR } from './assumptions.ts';

/** A function that observes every request with its instant. */
export type Watching = <Answer>(request: string, at: Instant, perform: () => Answer) => Answer;

/**
 * The virtual time of one invocation: its requests share a processor, which each keeps busy for a while, and wait for
 * their answers at the same time.
 */
export class Turn {
  #now: Instant;
  #processorFree: Instant;
  readonly #perRequest: number;
  readonly #watching: Watching;
  readonly #answers: { readonly at: Instant; readonly arrive: () => void }[] = [];
  #isRunning = false;

  constructor(began: Instant, { memory, watching }: { readonly memory: number; readonly watching: Watching }) {
    this.#now = began;
    this.#processorFree = began;
    this.#perRequest = PROCESSOR_TIME * Math.max(1, WHOLE_PROCESSOR / memory);
    this.#watching = watching;
  }

  /** Keeps the processor busy for a time that is given for a whole one. */
  work(milliseconds: number, memory: number): void {
    this.#processorFree =
      Math.max(this.#processorFree, this.#now) + milliseconds * Math.max(1, WHOLE_PROCESSOR / memory);
  }

  get now(): Instant {
    return Math.floor(this.#now);
  }

  /** The instant at which an invocation ends that has nothing left to do. */
  get ended(): Instant {
    return Math.ceil(Math.max(this.#now, this.#processorFree) + EMPTY_INVOCATION);
  }

  readonly around: Around = async (request, perform) => {
    this.#processorFree = Math.max(this.#processorFree, this.#now) + this.#perRequest;
    const asked = this.#processorFree;
    await new Promise<void>((resolve) => {
      this.#answers.push({ at: asked + ROUND_TRIP, arrive: resolve });
      if (!this.#isRunning) this.#goOn();
    });
    return this.#watching(request, Math.floor(asked), perform);
  };

  #goOn(): void {
    this.#isRunning = true;
    setImmediate(() => {
      const next = this.#answers.shift();
      if (next === undefined) {
        this.#isRunning = false;
        return;
      }
      this.#now = Math.max(this.#now, next.at);
      next.arrive();
      this.#goOn();
    });
  }
}
