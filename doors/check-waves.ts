import type { ExecutionStatus } from '../adapters/aws/wave-machine.ts';
import { checkWaves, type Execution } from '../functions/check-waves.ts';
import { door } from '../lambda/door.ts';
import { waitingMeter } from '../lambda/waiting-meter.ts';
import { world } from '../lambda/world.ts';

/** Every five minutes: waves that nobody ended are started anew, and those who wait are counted. */
export const lambdaIn = door<unknown, void>(({ services, meter }) => {
  const { clock, log, waves, endings } = services;
  const measureWaiting = waitingMeter({ services, meter });
  return async () => {
    await checkWaves({
      clock,
      log,
      openBefore: waves.openBefore,
      execution: async (open) => EXECUTIONS[await waves.status(open)],
      restart: waves.restart,
      finish: waves.finish,
      endSoon: endings.endSoon,
    });
    await measureWaiting();
  };
});

export const handler = lambdaIn(world);

/** What a status means to the wave. One that succeeded without ending its wave is gone as much as one that failed. */
const EXECUTIONS: Readonly<Record<ExecutionStatus, Execution>> = {
  RUNNING: 'under-way',
  PENDING_REDRIVE: 'under-way',
  ABORTED: 'aborted',
  SUCCEEDED: 'gone',
  FAILED: 'gone',
  TIMED_OUT: 'gone',
  gone: 'gone',
};
