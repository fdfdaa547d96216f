import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';

/** What a call that reads a user's decisions or a campaign takes where nothing else runs, at most. */
const FREE_MACHINE: TimeSpan = 250;
/** So many times slower, patience grows no more: a machine that is slower is of no use for this test. */
const SLOWEST = 8;
/** From here on what takes too long is put down to the machine. */
const SLOW = 2;
const REMEMBERED = 40;

const took: TimeSpan[] = [];

/** Remembers how long a call took that only reads: by these calls it shows how slow the machine is, also while tests run. */
export function remember(span: TimeSpan): void {
  took.push(span);
  if (took.length > REMEMBERED) took.shift();
}

/** Says how many times slower than a free machine this one is by the last calls, or was before the tests where that is more. */
export function slowness(before = Number(process.env['SLOWNESS'] ?? 1)): number {
  const median = took.toSorted((one, other) => one - other)[Math.floor(took.length / 2)] ?? 0;
  return Math.min(SLOWEST, Math.max(1, before, median / FREE_MACHINE));
}

/** The words that vitest.config.ts and reporter.ts know: such a test is told again, and is no fault of what it tests. */
export const SLOWER = 'this machine was slower than the time of the story';

/** How long something may take: longer, the slower the machine shows itself to be meanwhile. */
export class WaitLimit {
  readonly #begun = Date.now();
  readonly #free: TimeSpan;

  /** As long as it may take on a free machine. */
  constructor(free: TimeSpan) {
    this.#free = free;
  }

  isOver(): boolean {
    return Date.now() - this.#begun > this.#free * slowness();
  }

  /** Says what did not happen in time; and that the machine was slow, where it was. */
  ended(message: string): Error {
    return failure(`${message} within ${Math.round((Date.now() - this.#begun) / SECOND)} s`);
  }
}

/** A failure that the machine is blamed for where it is slow. */
export function failure(message: string): Error {
  const factor = slowness();
  return new Error(
    factor < SLOW ? message : `${message}; ${SLOWER}: its calls took ${factor.toFixed(1)} times as long`,
  );
}
