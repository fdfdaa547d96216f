import { getMaxDelay } from '../../core/contracts/schedule-delay.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import { computeWindowWidth } from '../../core/waves.ts';
import { followUpOf } from './load.ts';
import { MILLION_USERS, type PlannedBlast } from './planned-blast.ts';
import { ACCOUNT_QUOTAS, quotasOf } from './quotas.ts';
import type { Run } from './run.ts';
import { FED, FUNCTION_SETTINGS, MATCHERS } from './settings.ts';

/** A rate that AWS limits, at the peak of a blast. */
export interface Peak {
  readonly rate: string;
  /** The rate in the load that was played; undefined where it is not visible there. */
  readonly measured?: number;
  /** The rate in the planned blast. */
  readonly expected: number;
  readonly how: string;
  readonly quota: number;
}

/** A blast that was played, and the one that is planned. */
interface Planned {
  readonly run: Run;
  readonly blast: PlannedBlast;
}

const everySecond = ({ rate }: PlannedBlast) =>
  `${rate.toLocaleString('en', { maximumFractionDigits: 0 })} events a second`;

/** Computes how many waves a blast boards, and how many of them dispatch at the same time. */
export function wavesOf(
  { load, peaks }: Run,
  { users, rate }: PlannedBlast = MILLION_USERS,
): { readonly waves: number; readonly concurrent: number } {
  const width = computeWindowWidth(getMaxDelay(followUpOf(load).delay));
  const waves = Math.ceil(((users / rate) * SECOND) / width) + 1;
  const boarded = Math.min(users, (rate * width) / SECOND);
  const passing = (boarded / (peaks.get('events out') ?? 1)) * SECOND;
  return { waves, concurrent: Math.min(waves, Math.ceil(passing / width)) };
}

/**
 * Computes every limited rate of a planned blast from a smaller one that was played, and the rates without a delay from a load
 * without one.
 */
export function peaksOf(run: Run, undelayed: Run | undefined, blast: PlannedBlast = MILLION_USERS): Peak[] {
  const planned = { run, blast };
  return [...ofExecutions(planned), ...ofEvents(planned, undelayed), ...ofTables(planned), ...ofLambdas(planned)];
}

/** Computes the rate of the waves that dispatch at the same time from the measured rate of one. */
function byWaves(rate: string, measured: number, { run, blast, quota }: Planned & { quota: number }): Peak {
  const { concurrent } = wavesOf(run, blast);
  return { rate, measured, expected: measured * concurrent, how: `measured x ${concurrent} waves at once`, quota };
}

function ofExecutions({ run, blast }: Planned): Peak[] {
  const { usage, peaks } = run;
  const { startExecution, stopExecution, transitions } = quotasOf(blast.region);
  const starts = { rate: 'StartExecution a second', quota: startExecution };
  return [
    {
      rate: 'open executions',
      measured: usage.noted('executions'),
      expected: wavesOf(run, blast).waves,
      how: `windows in ${Math.ceil(blast.users / blast.rate)} s, and one`,
      quota: ACCOUNT_QUOTAS.openExecutions,
    },
    {
      ...starts,
      measured: peaks.get('StartExecution') ?? 0,
      expected: FUNCTION_SETTINGS['match-trigger'].maxConcurrency,
      how: 'at most one for each Lambda and wave',
    },
    { ...starts, rate: `${starts.rate}, one for each user`, expected: blast.rate, how: everySecond(blast) },
    {
      rate: 'StopExecution a second',
      measured: usage.noted('Step Functions StopExecution'),
      expected: 0,
      how: 'nothing calls it',
      quota: stopExecution,
    },
    byWaves('state transitions a second', peaks.get('transitions') ?? 0, { run, blast, quota: transitions }),
  ];
}

function ofEvents({ run, blast }: Planned, undelayed: Run | undefined): Peak[] {
  const { peaks } = run;
  const { putEvents, deliveries } = quotasOf(blast.region);
  const calls = { rate: 'PutEvents calls a second', quota: putEvents };
  const each = undelayed === undefined ? 0 : undelayed.usage.noted('EventBridge PutEvents') / undelayed.load.users;
  const leaving = { measured: undelayed?.peaks.get('PutEvents') ?? 0, expected: each * blast.rate };
  const how = `${each.toFixed(2)} calls each x ${everySecond(blast)}`;
  return [
    byWaves(calls.rate, peaks.get('PutEvents') ?? 0, { run, blast, quota: calls.quota }),
    ...(undelayed === undefined ? [] : [{ ...calls, rate: `${calls.rate}, no delay`, ...leaving, how }]),
    byWaves('messages to a consumer a second (deliveries)', peaks.get('events out') ?? 0, {
      run,
      blast,
      quota: deliveries,
    }),
    {
      rate: 'deliveries to queues a second',
      measured: peaks.get('rule to queue') ?? 0,
      expected: blast.rate * FED.length,
      how: `${everySecond(blast)} x queues: ${FED.length}`,
      quota: deliveries,
    },
  ];
}

/** Finds the busiest partition that is not that of one user, by kind of items. */
function hottest(peaks: Run['peaks'], priced: 'read' | 'write'): { readonly kind: string; readonly most: number } {
  const of = `${priced} units of one partition of `;
  const kinds = [...peaks].filter(([name]) => name.startsWith(of)).toSorted(([, one], [, other]) => other - one);
  const [[name, max] = [of, 0]] = kinds;
  return { kind: name.slice(of.length), most: max };
}

function ofTables({ run, blast }: Planned): Peak[] {
  const { peaks, usage, load } = run;
  const [read, write] = [hottest(peaks, 'read'), hottest(peaks, 'write')];
  const share = write.most / (peaks.get(`write units of ${write.kind}`) ?? 1);
  const each = usage.of('write', write.kind, 'match-trigger') / load.users;
  const all = usage.of('write', undefined, 'match-trigger') / load.users;
  return [
    {
      rate: `write units a second, hottest partition (${write.kind})`,
      measured: write.most,
      expected: share * each * blast.rate,
      how: `its measured share of ${(100 * share).toFixed(1)} % of all ${write.kind}s x ${everySecond(blast)}`,
      quota: ACCOUNT_QUOTAS.partitionWrites,
    },
    byWaves(`read units a second, hottest partition (${read.kind})`, read.most, {
      ...{ run, blast },
      quota: ACCOUNT_QUOTAS.partitionReads,
    }),
    {
      rate: 'write units a second, whole table',
      measured: peaks.get('write units') ?? 0,
      expected: all * blast.rate,
      how: `${all.toFixed(2)} by match-trigger x ${everySecond(blast)}`,
      quota: ACCOUNT_QUOTAS.tableWrites,
    },
  ];
}

function ofLambdas({ run, blast }: Planned): Peak[] {
  const { usage, events, concurrency } = run;
  const quota = ACCOUNT_QUOTAS.concurrentLambdas;
  const matchers = MATCHERS.map((functionName) => {
    const { memory, maxConcurrency } = FUNCTION_SETTINGS[functionName];
    const seconds = usage.of('lambdaTime', undefined, functionName) / (memory / 1024) / events;
    return {
      rate: `Lambdas at once, ${functionName}`,
      measured: concurrency[functionName],
      expected: Math.min(maxConcurrency, Math.ceil(seconds * blast.rate)),
      how: `${(seconds * 1_000).toFixed(2)} ms each x ${everySecond(blast)}; at most ${maxConcurrency}`,
      quota,
    };
  });
  const all = [...matchers, byWaves('Lambdas at once, dispatch', concurrency.dispatch, { run, blast, quota })];
  const expected = all.reduce((sum, each) => sum + each.expected, 0);
  return [...all, { rate: 'Lambdas at once, all three', expected, how: 'their sum', quota }];
}
