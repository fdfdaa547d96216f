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
      const signals = [options?.abortSignal, this.#signal].filter((signal) => signal instanceof AbortSignal);
      return handle(request, signals.length === 0 ? options : { ...options, abortSignal: AbortSignal.any(signals) });
    };
    return handler;
  }
}
