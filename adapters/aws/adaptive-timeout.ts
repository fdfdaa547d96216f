/** Each fast answer leaves so much of what slow ones added. */
const SHRINK_FACTOR = 0.9;
/** A call may take so many times as long as one that was answered of late. */
const HEADROOM_FACTOR = 2;

/**
 * How long a service may take to answer a call, in milliseconds. Whoever hangs up on a slow service again and again after the
 * same time never gets an answer, and leaves it with more work than before: each call that timed out doubles the time of those
 * that follow, whether they are its repeats or others, and fast answers make it shorter again.
 */
export class AdaptiveTimeout {
  readonly #minMs: number;
  readonly #maxMs: number;
  #currentMs: number;

  constructor(minMs: number, maxMs: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#currentMs = minMs;
  }

  get currentMs(): number {
    return Math.round(this.#currentMs);
  }

  /** A call timed out that had so long: calls that began together count once. */
  recordTimeout(elapsedMs: number): void {
    this.#currentMs = Math.max(this.#currentMs, Math.min(this.#maxMs, elapsedMs * HEADROOM_FACTOR));
  }

  recordResponse(elapsedMs: number): void {
    this.#currentMs = Math.max(
      this.#minMs,
      this.#currentMs * SHRINK_FACTOR,
      Math.min(this.#maxMs, elapsedMs * HEADROOM_FACTOR),
    );
  }
}
