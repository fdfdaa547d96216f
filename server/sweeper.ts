import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE } from '../core/contracts/time-span.ts';
import type { Log } from '../core/ports.ts';
import type { LocalRuntime } from './local-runtime.ts';

/** The pause between two steps, in which requests and waves are processed. */
const STEP_PAUSE_MS = 20;

/** A loop that deletes expired items, and counts statistics again once a day, while a machine runs. */
export interface Sweeper {
  /** Stops the loop, and waits for its present step. */
  stop(): Promise<void>;
}

/** Deletes expired items step by step, and then each minute those that have expired since, until it is stopped. */
export function startSweeper(runtime: LocalRuntime, log: Log): Sweeper {
  const stopping = new AbortController();
  const recount = (): Promise<void> =>
    runtime.recount().catch((error: unknown) => log.warn('RECOUNT_FAILED', { error: String(error) }));
  const step = async (): Promise<number> => {
    try {
      await recount();
      return (await runtime.sweep()) ? STEP_PAUSE_MS : MINUTE;
    } catch (error) {
      log.warn('CLEANUP_FAILED', { error: String(error) });
      return MINUTE;
    }
  };
  const work = async () => {
    while (!stopping.signal.aborted) {
      const pauseMs = await step();
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const working = work();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
