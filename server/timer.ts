import type { Instant } from '../core/contracts/instant.ts';
import { SECOND } from '../core/contracts/time-span.ts';
import type { Clock, Log } from '../core/ports.ts';

/** The longest time between two turns: something new may be due. */
const MAX_SLEEP_MS = 250;

/** Work that falls due. */
export interface DueWork {
  readonly clock: Clock;
  /** Processes what is due by now. */
  runDue(): Promise<unknown>;
  /** Returns the instant at which something is due next, if anything is. */
  nextDueAt(): Instant | undefined;
}

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
export function startTimer(work: DueWork, log: Log): Timer {
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
      await work.runDue();
      isHealthy = true;
      return Math.max(1, Math.min(MAX_SLEEP_MS, (work.nextDueAt() ?? Number.POSITIVE_INFINITY) - work.clock.now()));
    } catch (error) {
      isHealthy = false;
      log.warn('DUE_WORK_FAILED', { error: String(error) });
      return SECOND;
    }
  };
  const loop = async () => {
    while (!isStopped) await sleep(await runTurn());
  };
  const working = loop();
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
