/** The factor by which each fast response shortens the timeout again. */
const SHRINK_FACTOR = 0.9;
/** The timeout as a multiple of the duration of a recent call. */
const HEADROOM_FACTOR = 2;

/**
 * A timeout of the calls to one service, in milliseconds, that adapts to the service. A caller that gives up on a slow service after the
 * same time again and again never gets a response, and adds to its load. So each call that timed out doubles the timeout of the calls
 * that follow, retries or not, and fast responses shorten it again.
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

  /** Records that a call timed out after this long. Calls that began together count once. */
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
