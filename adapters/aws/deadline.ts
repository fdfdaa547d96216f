import type { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * When the invocation under way must have ended. A Lambda that runs out of time is frozen, not ended: a write still under
 * way would land hours later, when it thaws. So every call of AWS is given up before.
 */
export class Deadline {
  #signal: AbortSignal | undefined;

  /** A new invocation, which has so many milliseconds left. */
  begin(milliseconds: number): void {
    this.#signal = AbortSignal.timeout(Math.max(1, milliseconds));
  }

  /** The same handler, whose requests end at the deadline, and before it when their attempt has had its time. */
  over(handler: NodeHttpHandler, timeoutOf: (attempt: number) => number): NodeHttpHandler {
    const handle = handler.handle.bind(handler);
    handler.handle = (request, options) => {
      // One signal for all: one for each call, tied to it, would weigh more than the calls.
      const ends = this.#signal === undefined ? {} : { abortSignal: this.#signal };
      return handle(request, { ...options, ...ends, requestTimeout: timeoutOf(attemptOf(request.headers)) });
    };
    return handler;
  }
}

/** The SDK says in a header of each request, such as `attempt=2; max=4`, which attempt it is. */
function attemptOf(headers: Readonly<Record<string, string>>): number {
  return Number(/attempt=(\d+)/.exec(headers['amz-sdk-request'] ?? '')?.[1] ?? 1);
}
