import { SECOND } from '../core/contracts/time-span.ts';
import type { Log } from '../core/ports.ts';
import type { LocalRuntime } from './local-runtime.ts';

/** The longest nap: something new may be due. */
const MAX_SLEEP_MS = 250;

/** Keeps a machine going by the machine's clock. */
export interface Timer {
  /** Something may be due sooner than thought. */
  wake(): void;
  /** Whether the latest work went well. */
  isHealthy(): boolean;
  /** Waits for the work under way. */
  stop(): Promise<void>;
}

/** Does what is due whenever something is, until it is stopped. What breaks is logged, and tried again after a second. */
export function startTimer(runtime: LocalRuntime, log: Log): Timer {
  let isStopped = false;
  let isHealthy = true;
  let wake = () => {};
  const sleep = (length: number) =>
    new Promise<void>((resolve) => {
      const alarm = setTimeout(resolve, length);
      wake = () => {
        clearTimeout(alarm);
        resolve();
      };
    });
  const runTurn = async (): Promise<number> => {
    try {
      await runtime.runDue();
      isHealthy = true;
      return Math.max(
        1,
        Math.min(MAX_SLEEP_MS, (runtime.nextDueAt() ?? Number.POSITIVE_INFINITY) - runtime.services.clock.now()),
      );
    } catch (error) {
      isHealthy = false;
      log.warn('DUE_WORK_FAILED', { error: String(error) });
      return SECOND;
    }
  };
  const work = async () => {
    while (!isStopped) await sleep(await runTurn());
  };
  const working = work();
  return {
    wake: () => isHealthy && wake(),
    isHealthy: () => isHealthy,
    async stop() {
      isStopped = true;
      wake();
      await working;
    },
  };
}
