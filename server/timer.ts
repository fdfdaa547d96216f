import { SECOND } from '../core/contracts/time-span.ts';
import type { Log } from '../core/ports.ts';
import type { LocalRuntime } from './local-runtime.ts';

/** The longest time between two turns: something new may be due. */
const MAX_SLEEP_MS = 250;

/** A loop that processes what is due by the clock of the machine. */
export interface Timer {
  /** Begins the next turn now, because something may be due sooner than expected. */
  wake(): void;
  /** Returns whether the latest turn succeeded. */
  isHealthy(): boolean;
  /** Stops the loop, and waits for its present turn. */
  stop(): Promise<void>;
}

/** Processes what is due when it is due, until it is stopped. An error is logged, and the next turn follows after a second. */
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
