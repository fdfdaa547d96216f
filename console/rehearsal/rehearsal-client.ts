import { guardCalls } from './guard-calls.ts';
import type { RehearsalCallName, RehearsalCalls, RehearsalProgress, WorkerReply } from './rehearsal-calls.ts';
import { WORKER_ADDRESS } from './worker-address.ts';

/** A worker that rehearses, as the page calls it. */
export interface RehearsalClient {
  /** Calls the worker. Rejects if it failed, also before the call. */
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
  const guard = guardCalls(worker);
  return {
    call<Name extends RehearsalCallName>(
      name: Name,
      request: RehearsalCalls[Name]['request'],
      onProgress?: (progress: RehearsalProgress) => void,
    ) {
      const start = () =>
        new Promise<RehearsalCalls[Name]['answer']>((resolve, reject) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }: MessageEvent<WorkerReply<RehearsalCalls[Name]['answer']>>) => {
            if ('progress' in data) return onProgress?.(data.progress);
            port1.close();
            if ('failed' in data) reject(new Error(data.failed));
            else resolve(data.answer);
          };
          worker.postMessage({ name, request, port: port2 }, [port2]);
        });
      return guard(start);
    },
    stop: () => worker.terminate(),
  };
}
