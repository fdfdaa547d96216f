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

  /** The same handler, whose requests end at the deadline. */
  over(handler: NodeHttpHandler): NodeHttpHandler {
    const handle = handler.handle.bind(handler);
    handler.handle = (request, options) => {
      // One signal for all: one for each call, tied to it, would weigh more than the calls.
      const ends = this.#signal === undefined ? {} : { abortSignal: this.#signal };
      return handle(request, { ...options, ...ends });
    };
    return handler;
  }
}
