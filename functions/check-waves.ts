import type { ExecutionStatus } from '../adapters/aws/wave-machine.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { checkWaves, type Execution } from '../engine/check-waves.ts';
import { publishedCampaigns } from '../engine/published-campaigns.ts';
import { world } from './runtime/background-world.ts';
import { door } from './runtime/door.ts';
import type { World } from './runtime/world.ts';

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

/** Each campaign in which somebody waits is a metric of its own, at $0.30 a month: so many are drawn, and no more. */
const MOST_MEASURED = 20;
/** Campaigns in which nobody waits cost a read each time, all the same. */
const MOST_LOOKED_AT = 100;

/**
 * Counts those who wait, by campaign: of the first hundred published campaigns, in the order of their ids, the first twenty
 * in which somebody does. How many were not looked at any more is logged, whenever the number changes.
 */
function waitingMeter({ services, meter }: Pick<World, 'services' | 'meter'>): () => Promise<void> {
  let told = 0;
  return async () => {
    const published = await Array.fromAsync(publishedCampaigns(services.campaigns), ({ id }) => id);
    let [measured, looked] = [0, 0];
    for (const id of published) {
      if (measured === MOST_MEASURED || looked === MOST_LOOKED_AT) break;
      const waiting = (await services.counts.of(id))['waiting'] ?? 0;
      looked += 1;
      if (waiting <= 0) continue;
      meter.add(METRICS.waiting, waiting, id);
      measured += 1;
    }
    const notCounted = published.length - looked;
    if (notCounted > 0 && notCounted !== told) services.log.warn('WAITING_NOT_COUNTED', { campaigns: notCounted });
    told = notCounted;
  };
}
