import type { ExecutionStatus } from '../adapters/aws/wave-executions.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { checkWaves, type ExecutionState } from '../engine/check-waves.ts';
import { listPublishedCampaigns } from '../engine/list-published-campaigns.ts';
import { container } from './runtime/background-container.ts';
import type { Container } from './runtime/container.ts';
import { defineHandler } from './runtime/define-handler.ts';

/** Every five minutes: waves that nobody ended are started anew, and those who wait are counted. */
export const createHandler = defineHandler<unknown, void>(({ services, meter }) => {
  const { clock, log, waves, cancelWaitsQueue } = services;
  const measureWaiting = createWaitingMeter({ services, meter });
  return async () => {
    await checkWaves({
      clock,
      log,
      listOpenBefore: waves.listOpenBefore,
      getExecutionState: async (open) => STATE_BY_STATUS[await waves.getStatus(open)],
      restart: waves.restart,
      finish: waves.finish,
      cancelWaits: cancelWaitsQueue.send,
    });
    await measureWaiting();
  };
});

export const handler = createHandler(container);

/** What a status means to the wave. One that succeeded without ending its wave is gone as much as one that failed. */
const STATE_BY_STATUS: Readonly<Record<ExecutionStatus, ExecutionState>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  ABORTED: 'aborted',
  SUCCEEDED: 'missing',
  FAILED: 'missing',
  TIMED_OUT: 'missing',
  gone: 'missing',
};

/** Each campaign in which somebody waits is a metric of its own, at $0.30 a month: so many are drawn, and no more. */
const MAX_MEASURED = 20;
/** Campaigns in which nobody waits cost a read each time, all the same. */
const MAX_CHECKED = 100;

/**
 * Counts those who wait, by campaign: of the first hundred published campaigns, in the order of their ids, the first twenty
 * in which somebody does. How many were not looked at any more is logged, whenever the number changes.
 */
function createWaitingMeter({ services, meter }: Pick<Container, 'services' | 'meter'>): () => Promise<void> {
  let lastLogged = 0;
  return async () => {
    const published = await Array.fromAsync(listPublishedCampaigns(services.campaigns), ({ id }) => id);
    let [measured, checked] = [0, 0];
    for (const id of published) {
      if (measured === MAX_MEASURED || checked === MAX_CHECKED) break;
      const waiting = (await services.counts.getByCampaign(id))['waiting'] ?? 0;
      checked += 1;
      if (waiting <= 0) continue;
      meter.add(METRICS.waiting, waiting, id);
      measured += 1;
    }
    const uncounted = published.length - checked;
    if (uncounted > 0 && uncounted !== lastLogged) services.log.warn('WAITING_NOT_COUNTED', { campaigns: uncounted });
    lastLogged = uncounted;
  };
}
