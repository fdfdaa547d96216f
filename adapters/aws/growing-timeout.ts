/** Each fast answer leaves so much of what slow ones added. */
const SHRINK = 0.9;
/** A call may take so many times as long as one that was answered of late. */
const ROOM = 2;

/**
 * How long a service may take to answer a call, in milliseconds. Whoever hangs up on a slow service again and again after the
 * same time never gets an answer, and leaves it with more work than before: each call that timed out doubles the time of those
 * that follow, whether they are its repeats or others, and fast answers make it shorter again.
 */
export class GrowingTimeout {
  readonly #shortest: number;
  readonly #longest: number;
  #current: number;

  constructor(shortest: number, longest: number) {
    this.#shortest = shortest;
    this.#longest = longest;
    this.#current = shortest;
  }

  get current(): number {
    return Math.round(this.#current);
  }

  /** A call timed out that had so long: calls that began together count once. */
  timedOut(after: number): void {
    this.#current = Math.max(this.#current, Math.min(this.#longest, after * ROOM));
  }

  answered(after: number): void {
    this.#current = Math.max(this.#shortest, this.#current * SHRINK, Math.min(this.#longest, after * ROOM));
  }
}
