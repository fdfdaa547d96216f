import type { RehearsalCallName, RehearsalCalls, RehearsalProgress, WorkerReply } from './rehearsal-calls.ts';
import { WORKER_ADDRESS } from './worker-address.ts';

/** A worker that rehearses, as the page calls it. */
export interface RehearsalClient {
  /** Calls the worker. Rejects if it failed. */
  call<Name extends RehearsalCallName>(
    name: Name,
    request: RehearsalCalls[Name]['request'],
    onProgress?: (progress: RehearsalProgress) => void,
  ): Promise<RehearsalCalls[Name]['answer']>;
  /** Ends the worker at once, whatever it does. Calls without an answer never get one. */
  stop(): void;
}

/** Starts a worker. */
export function startRehearsalWorker(): RehearsalClient {
  const worker = new Worker(WORKER_ADDRESS, { type: 'module' });
  return {
    call<Name extends RehearsalCallName>(
      name: Name,
      request: RehearsalCalls[Name]['request'],
      onProgress?: (progress: RehearsalProgress) => void,
    ) {
      const { port1, port2 } = new MessageChannel();
      return new Promise<RehearsalCalls[Name]['answer']>((resolve, reject) => {
        worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true });
        port1.onmessage = ({ data }: MessageEvent<WorkerReply<RehearsalCalls[Name]['answer']>>) => {
          if ('progress' in data) return onProgress?.(data.progress);
          port1.close();
          if ('failed' in data) reject(new Error(data.failed));
          else resolve(data.answer);
        };
        worker.postMessage({ name, request, port: port2 }, [port2]);
      });
    },
    stop: () => worker.terminate(),
  };
}
