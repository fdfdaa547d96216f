import { SECOND } from '../core/contracts/span.ts';
import type { Log } from '../core/ports.ts';
import type { Machine } from './machine.ts';

/** The longest nap: something new may be due. */
const LONGEST_NAP = 250;

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
export function startTimer(machine: Machine, log: Log): Timer {
  let isStopped = false;
  let isHealthy = true;
  let wake = () => {};
  const nap = (length: number) =>
    new Promise<void>((resolve) => {
      const alarm = setTimeout(resolve, length);
      wake = () => {
        clearTimeout(alarm);
        resolve();
      };
    });
  const turn = async (): Promise<number> => {
    try {
      await machine.runDue();
      isHealthy = true;
      return Math.max(
        1,
        Math.min(LONGEST_NAP, (machine.nextAt() ?? Number.POSITIVE_INFINITY) - machine.services.clock.now()),
      );
    } catch (error) {
      isHealthy = false;
      log.warn('WORK_BROKE', { error: String(error) });
      return SECOND;
    }
  };
  const work = async () => {
    while (!isStopped) await nap(await turn());
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
