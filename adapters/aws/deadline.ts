import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AdaptiveTimeout } from './adaptive-timeout.ts';

/** The times in milliseconds before the end of an invocation at which calls are given up. */
interface Reserves {
  /** The time for what follows when calls were given up: messages that go back to their queue, and counts. */
  readonly reserveMs: number;
  /** The time in which even those calls must have ended. */
  readonly lastReserveMs: number;
}

/**
 * The deadline of the current invocation. A Lambda function that runs out of time is frozen, not ended: a write that has not finished
 * would be done hours later, when the function continues. So every call to AWS is given up before. A call that begins after the deadline
 * has a last short time: so a message that failed for lack of time goes back to its queue for seconds, not for its visibility timeout.
 */
export class Deadline {
  #signal: AbortSignal | undefined;
  #lastSignal: AbortSignal | undefined;

  /** Begins an invocation that has this many milliseconds left. */
  start(remainingMs: number, { reserveMs, lastReserveMs }: Reserves = { reserveMs: 0, lastReserveMs: 0 }): void {
    this.#signal = AbortSignal.timeout(Math.max(1, remainingMs - reserveMs));
    this.#lastSignal = AbortSignal.timeout(Math.max(1, remainingMs - lastReserveMs));
  }

  /** Makes the requests of a handler end at the deadline, or earlier at their timeout. Returns the same handler. */
  applyTo(handler: NodeHttpHandler, timeout: AdaptiveTimeout): NodeHttpHandler {
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
      // One signal for all calls: a signal for each, derived from it, would cost more than the calls.
      const signal = this.#signal?.aborted ? this.#lastSignal : this.#signal;
      const abort = signal === undefined ? {} : { abortSignal: signal };
      const [requestTimeout, begun] = [timeout.currentMs, performance.now()];
      try {
        const answer = await handle(request, { ...options, ...abort, requestTimeout });
        timeout.recordResponse(performance.now() - begun);
        return answer;
      } catch (error) {
        if (error instanceof Error && error.name === 'TimeoutError') timeout.recordTimeout(requestTimeout);
        throw error;
      }
    };
    return handler;
  }
}
