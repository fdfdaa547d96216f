import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AdaptiveTimeout } from './adaptive-timeout.ts';

/**
 * The deadline of the current invocation. A Lambda function that runs out of time is frozen, not ended: a write that has not finished
 * would be done hours later, when the function continues. So every call to AWS is given up before.
 */
export class Deadline {
  #signal: AbortSignal | undefined;

  /** Begins an invocation that has this many milliseconds left. */
  start(remainingMs: number): void {
    this.#signal = AbortSignal.timeout(Math.max(1, remainingMs));
  }

  /** Makes the requests of a handler end at the deadline, or earlier at their timeout. Returns the same handler. */
  applyTo(handler: NodeHttpHandler, timeout: AdaptiveTimeout): NodeHttpHandler {
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
      // One signal for all calls: a signal for each, derived from it, would cost more than the calls.
      const abort = this.#signal === undefined ? {} : { abortSignal: this.#signal };
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
