import type { AwsServices } from '../adapters/aws/services.ts';
import type { ExecutionStatus } from '../adapters/aws/wave-executions.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { HOUR, MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { findPause } from '../core/pauses.ts';
import { checkWaves, type ExecutionState } from '../engine/check-waves.ts';
import { listCampaignsByStatus } from '../engine/list-campaigns-by-status.ts';
import { requestDueRecount, stepRecount } from '../engine/recount-statistics.ts';
import { resumeWaves } from '../engine/resume-waves.ts';
import { createWavePauses } from '../engine/wave-pauses.ts';
import { container } from './runtime/background-container.ts';
import type { Container } from './runtime/container.ts';
import { defineHandler } from './runtime/define-handler.ts';

/**
 * Restarts waves that are past their end and not done, resumes those whose executions are lost, counts waiting enrollments and paused
 * campaigns, and with the time that is left takes a recount of statistics further. It runs every five minutes.
 */
export const createHandler = defineHandler<unknown, void>(({ services, meter }) => {
  const { clock, log, waves, cancelWaitsQueue } = services;
  const measureWaiting = createWaitingMeter({ services, meter });
  const resumeLost = createWavesResumer(services);
  return async (_, context) => {
    await checkWaves({
      clock,
      log,
      listOpenBefore: waves.listOpenBefore,
      getExecutionState: async (open) => STATE_BY_STATUS[await waves.getStatus(open)],
      restart: waves.restart,
      finish: waves.finish,
      getPauseState: createWavePauses(services),
      measureOldest: (overdue) => meter.add(METRICS.oldestOpenWave, overdue),
      cancelWaits: cancelWaitsQueue.send,
    }).finally(() => resumeLost(() => context.getRemainingTimeInMillis() >= TIME_RESERVE));
    await measureWaiting();
    await measurePaused({ services, meter });
    await recount(() => context.getRemainingTimeInMillis() >= TIME_RESERVE, services);
  };
});

export const handler = createHandler(container);

/** The state of an execution by its status. An execution that succeeded without finishing its wave counts as missing, like one that failed. */
const STATE_BY_STATUS: Readonly<Record<ExecutionStatus, ExecutionState>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  ABORTED: 'aborted',
  SUCCEEDED: 'missing',
  FAILED: 'missing',
  TIMED_OUT: 'missing',
  gone: 'missing',
};

/** The time between two searches for lost executions. Each reads every open wave, and lists every running execution. */
const RESUME_INTERVAL: TimeSpan = HOUR;
/** The remaining time of a check below which lost waves are left to the next one. */
const TIME_RESERVE: TimeSpan = MINUTE;

/** Creates a function that resumes lost waves: at its first call, then every hour, and at the next call if there was no time for all. */
function createWavesResumer({ clock, log, waves }: AwsServices): (hasTimeLeft: () => boolean) => Promise<void> {
  let nextAt = 0;
  return async (hasTimeLeft) => {
    if (clock.now() < nextAt) return;
    const { listLostAfter, resume } = waves;
    if (await resumeWaves({ clock, log, listLostAfter, resume, hasTimeLeft })) nextAt = clock.now() + RESUME_INTERVAL;
  };
}

/** Measures the published campaigns that are paused, while there are any: the alarm goes off after an hour (R92). Without a pause it costs one read. */
async function measurePaused({ services, meter }: Pick<Container, 'services' | 'meter'>): Promise<void> {
  const state = await services.pauses.read();
  if (state.all === undefined && Object.keys(state.campaigns).length === 0) return;
  let paused = 0;
  for await (const { id } of listCampaignsByStatus(services.campaigns, 'published'))
    if (findPause(state, id) !== undefined) paused += 1;
  if (paused > 0) meter.add(METRICS.paused, paused);
}

/**
 * The time between the begin of a recount and its first read: for a minute functions use the state that they read before, and what they
 * decided by it is written 20 seconds later at most, within the timeout of a call.
 */
const RECOUNT_SETTLE_TIME: TimeSpan = 2 * MINUTE;

/** Begins the recount of the day if it is due, and takes the one that is running further (R48). Its failure fails the check, after all else is done. */
async function recount(hasTimeLeft: () => boolean, services: AwsServices): Promise<void> {
  await requestDueRecount(services);
  const limits = { settleTime: RECOUNT_SETTLE_TIME, hasTimeLeft };
  while (hasTimeLeft() && (await stepRecount(services, limits)) === 'unfinished');
}

/** The maximum number of campaigns with a metric: each with waiting enrollments costs $0.30 a month. */
const MAX_MEASURED = 20;
/** The maximum number of campaigns that are read each time, because campaigns without waiting enrollments cost a read too. */
const MAX_CHECKED = 100;

/**
 * Creates a function that measures the waiting enrollments of campaigns: of the first hundred published campaigns by id, the first
 * twenty that have any. It logs the number of campaigns that it did not read, whenever that number changes.
 */
function createWaitingMeter({ services, meter }: Pick<Container, 'services' | 'meter'>): () => Promise<void> {
  let lastLogged = 0;
  return async () => {
    const published = await Array.fromAsync(listCampaignsByStatus(services.campaigns, 'published'), ({ id }) => id);
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
