import type { TimeSpan } from '../../core/contracts/time-span.ts';
import type { Random } from '../simulation/random.ts';

/** The retry settings of the AWS SDK for JavaScript in its standard mode, for requests that are throttled. */
const BASE_DELAY: TimeSpan = 500;
const MAX_DELAY: TimeSpan = 20_000;
const TOKENS = 500;
const RETRY_COST = 5;

/** The retries of one SDK client: at most a number of attempts for each request, and a budget of tokens that all its requests share. */
export class SdkRetries {
  readonly #maxAttempts: number;
  readonly #random: Random;
  #tokens = TOKENS;

  constructor(maxAttempts: number, random: Random) {
    this.#maxAttempts = maxAttempts;
    this.#random = random;
  }

  /** Returns the pause before the next attempt of a request that was throttled; undefined if the client gives up. */
  takePause(attempts: number): TimeSpan | undefined {
    if (attempts >= this.#maxAttempts || this.#tokens < RETRY_COST) return undefined;
    this.#tokens -= RETRY_COST;
    return Math.min(MAX_DELAY, Math.floor(this.#random.next() * 2 ** (attempts - 1) * BASE_DELAY));
  }

  /** Returns tokens for a request that succeeded: those of its last retry, or one if it had none. */
  recordSuccess(attempts: number): void {
    this.#tokens = Math.min(TOKENS, this.#tokens + (attempts > 1 ? RETRY_COST : 1));
  }
}
