import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';

/** The maximum duration of a call that reads a user's decisions or a campaign on a free machine. */
const FREE_MACHINE: TimeSpan = 250;
/** The maximum factor by which time-outs grow: a slower machine is of no use for this test. */
const SLOWEST = 8;
/** The factor from which a time-out is attributed to the machine. */
const SLOW = 2;
const MAX_MEASUREMENTS = 40;

const took: TimeSpan[] = [];

/** Records the duration of a call that only reads, from which the slowness of the machine is computed while tests run. */
export function remember(span: TimeSpan): void {
  took.push(span);
  if (took.length > MAX_MEASUREMENTS) took.shift();
}

/** Computes how many times slower than a free machine this one is: by the last calls, or by those before the tests where that is more. */
export function slowness(before = Number(process.env['SLOWNESS'] ?? 1)): number {
  const median = took.toSorted((one, other) => one - other)[Math.floor(took.length / 2)] ?? 0;
  return Math.min(SLOWEST, Math.max(1, before, median / FREE_MACHINE));
}

/** The message of failures due to a slow machine, by which vitest.config.ts repeats a test and reporter.ts reports it. */
export const SLOWER = 'this machine was slower than the time of the story';

/** A time-out that grows with the slowness of the machine while it runs. */
export class WaitLimit {
  readonly #begun = Date.now();
  readonly #free: TimeSpan;

  /** Starts a time-out with its duration on a free machine. */
  constructor(free: TimeSpan) {
    this.#free = free;
  }

  isOver(): boolean {
    return Date.now() - this.#begun > this.#free * slowness();
  }

  /** Creates the error of a time-out, which mentions a slow machine where it was slow. */
  ended(message: string): Error {
    return failure(`${message} within ${Math.round((Date.now() - this.#begun) / SECOND)} s`);
  }
}

/** Creates an error that is attributed to the machine where it is slow. */
export function failure(message: string): Error {
  const factor = slowness();
  return new Error(
    factor < SLOW ? message : `${message}; ${SLOWER}: its calls took ${factor.toFixed(1)} times as long`,
  );
}
