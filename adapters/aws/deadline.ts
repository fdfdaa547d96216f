import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AdaptiveTimeout } from './adaptive-timeout.ts';

/**
 * When the invocation under way must have ended. A Lambda that runs out of time is frozen, not ended: a write still under
 * way would land hours later, when it thaws. So every call of AWS is given up before.
 */
export class Deadline {
  #signal: AbortSignal | undefined;

  /** A new invocation, which has so many milliseconds left. */
  start(remainingMs: number): void {
    this.#signal = AbortSignal.timeout(Math.max(1, remainingMs));
  }

  /** The same handler, whose requests end at the deadline, and before it when the service has had its time. */
  applyTo(handler: NodeHttpHandler, timeout: AdaptiveTimeout): NodeHttpHandler {
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
      // One signal for all: one for each call, tied to it, would weigh more than the calls.
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
