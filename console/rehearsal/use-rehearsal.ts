import { useCallback, useEffect, useRef, useState } from 'react';
import type { RehearsalInput, RehearsalProgress, RehearsalSummary } from './rehearsal-calls.ts';
import { type RehearsalClient, startRehearsalWorker } from './rehearsal-client.ts';

/** A rehearsal that was played, and the worker that answers further calls about it. */
export interface FinishedRehearsal {
  readonly client: RehearsalClient;
  readonly summary: RehearsalSummary;
}

type RehearsalState =
  | { readonly state: 'idle' | 'stopped' }
  | { readonly state: 'running'; readonly progress: RehearsalProgress }
  | { readonly state: 'done'; readonly finished: FinishedRehearsal }
  | { readonly state: 'refused'; readonly faults: readonly string[] }
  | { readonly state: 'failed'; readonly problem: unknown };

/** Returns how far the rehearsal is, and the functions that start and stop it. Each one has a worker of its own, which ends with the page. */
export function useRehearsal() {
  const [state, setState] = useState<RehearsalState>({ state: 'idle' });
  const worker = useRef<RehearsalClient>(undefined);
  const end = useCallback(() => {
    worker.current?.stop();
    worker.current = undefined;
  }, []);
  useEffect(() => end, [end]);
  const start = useCallback(
    async (readInput: () => Promise<RehearsalInput>) => {
      end();
      const client = startRehearsalWorker();
      worker.current = client;
      const set = (next: RehearsalState) => {
        if (worker.current === client) setState(next);
      };
      set({ state: 'running', progress: { events: 0, share: 0 } });
      try {
        const answer = await client.call('run', await readInput(), (progress) => set({ state: 'running', progress }));
        if ('faults' in answer) set({ state: 'refused', faults: answer.faults });
        else set({ state: 'done', finished: { client, summary: answer } });
      } catch (problem) {
        set({ state: 'failed', problem });
      }
    },
    [end],
  );
  const stop = useCallback(() => {
    end();
    setState({ state: 'stopped' });
  }, [end]);
  return { ...state, start, stop };
}
