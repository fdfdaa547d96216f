/** The events of a worker that is not usable any more. One without a message tells that the script of the worker could not be loaded. */
interface FailingWorker {
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
}

/**
 * Returns a function that starts a call of a worker, and rejects if the worker failed before or fails meanwhile. The browser tells of a failure
 * once, and does not wait for a first call: this is called as soon as the worker is started.
 */
export function guardCalls(worker: FailingWorker): <Answer>(start: () => Promise<Answer>) => Promise<Answer> {
  let failure: Error | undefined;
  const waiting = new Set<(failure: Error) => void>();
  worker.addEventListener('error', ({ message = '' }) => {
    const reason = message === '' ? 'the script of the worker could not be loaded' : message;
    failure ??= new Error(reason);
    for (const reject of waiting) reject(failure);
  });
  return async (start) => {
    if (failure !== undefined) throw failure;
    const { promise: failed, reject } = Promise.withResolvers<never>();
    waiting.add(reject);
    try {
      return await Promise.race([start(), failed]);
    } finally {
      waiting.delete(reject);
    }
  };
}
