import { getDelay } from '../../core/contracts/definition.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import { computeWindowWidth } from '../../core/waves.ts';
import { BLAST_RATE } from './assumptions.ts';
import { followUpOf } from './load.ts';
import type { Run } from './run.ts';
import { FED, FUNCTION_SETTINGS } from './settings.ts';

/** A rate that AWS limits, at the peak of a blast of a million. */
export interface Peak {
  readonly rate: string;
  /** The rate in the load that was played; undefined where it is not visible there. */
  readonly measured?: number;
  readonly million: number;
  readonly how: string;
  readonly quota: number;
}

const MILLION = 1_000_000;
const EVERY_SECOND = `${BLAST_RATE.toLocaleString('en')} events a second`;

/** Computes how many waves a blast of a million boards, and how many of them dispatch at the same time. */
export function wavesOf({ load, peaks }: Run): { readonly waves: number; readonly concurrent: number } {
  const width = computeWindowWidth(getDelay(followUpOf(load)));
  const blast = (MILLION / BLAST_RATE) * SECOND;
  const waves = Math.ceil(blast / width) + 1;
  const boarded = Math.min(MILLION, (BLAST_RATE * width) / SECOND);
  const passing = (boarded / (peaks.get('events out') ?? 1)) * SECOND;
  return { waves, concurrent: Math.min(waves, Math.ceil(passing / width)) };
}

/**
 * Computes every limited rate of a blast of a million users from a smaller one that was played, and the rates without
 * a delay from a load without one.
 */
export function peaksOf(run: Run, undelayed: Run | undefined): Peak[] {
  return [...ofExecutions(run), ...ofEvents(run, undelayed), ...ofTables(run), ...ofLambdas(run)];
}

/** Computes the rate of the waves that dispatch at the same time from the measured rate of one. */
function byWaves(rate: string, measured: number, { run, quota }: { run: Run; quota: number }): Peak {
  const { concurrent } = wavesOf(run);
  return { rate, measured, million: measured * concurrent, how: `measured x ${concurrent} waves at once`, quota };
}

function ofExecutions(run: Run): Peak[] {
  const { usage, peaks } = run;
  const starts = { rate: 'StartExecution a second', quota: 300 };
  return [
    {
      rate: 'open executions',
      measured: usage.noted('executions'),
      million: wavesOf(run).waves,
      how: `windows in ${MILLION / BLAST_RATE} s, and one`,
      quota: 1_000_000,
    },
    {
      ...starts,
      measured: peaks.get('StartExecution') ?? 0,
      million: FUNCTION_SETTINGS['match-trigger'].maxConcurrency,
      how: 'at most one for each Lambda and wave',
    },
    { ...starts, rate: `${starts.rate}, one for each user`, million: BLAST_RATE, how: EVERY_SECOND },
    {
      rate: 'StopExecution a second',
      measured: usage.noted('Step Functions StopExecution'),
      million: 0,
      how: 'nothing calls it',
      quota: 200,
    },
    byWaves('state transitions a second', peaks.get('transitions') ?? 0, { run, quota: 5_000 }),
  ];
}

function ofEvents(run: Run, undelayed: Run | undefined): Peak[] {
  const { peaks } = run;
  const calls = { rate: 'PutEvents calls a second', quota: 10_000 };
  const each = undelayed === undefined ? 0 : undelayed.usage.noted('EventBridge PutEvents') / undelayed.load.users;
  const leaving = { measured: undelayed?.peaks.get('PutEvents') ?? 0, million: each * BLAST_RATE };
  const how = `${each.toFixed(2)} calls each x ${EVERY_SECOND}`;
  return [
    byWaves(calls.rate, peaks.get('PutEvents') ?? 0, { run, quota: calls.quota }),
    ...(undelayed === undefined ? [] : [{ ...calls, rate: `${calls.rate}, no delay`, ...leaving, how }]),
    byWaves('entries in them a second (AWS counts calls)', peaks.get('events out') ?? 0, { run, quota: 10_000 }),
    {
      rate: 'deliveries to queues a second',
      measured: peaks.get('rule to queue') ?? 0,
      million: BLAST_RATE * FED.length,
      how: `${EVERY_SECOND} x queues: ${FED.length}`,
      quota: 18_750,
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

function ofTables(run: Run): Peak[] {
  const { peaks, usage, load } = run;
  const [read, write] = [hottest(peaks, 'read'), hottest(peaks, 'write')];
  const share = write.most / (peaks.get(`write units of ${write.kind}`) ?? 1);
  const each = usage.of('write', write.kind, 'match-trigger') / load.users;
  const all = usage.of('write', undefined, 'match-trigger') / load.users;
  return [
    {
      rate: `write units a second, hottest partition (${write.kind})`,
      measured: write.most,
      million: share * each * BLAST_RATE,
      how: `its measured share of ${(100 * share).toFixed(1)} % of all ${write.kind}s x ${EVERY_SECOND}`,
      quota: 1_000,
    },
    byWaves(`read units a second, hottest partition (${read.kind})`, read.most, { run, quota: 3_000 }),
    {
      rate: 'write units a second, whole table',
      measured: peaks.get('write units') ?? 0,
      million: all * BLAST_RATE,
      how: `${all.toFixed(2)} by match-trigger x ${EVERY_SECOND}`,
      quota: 40_000,
    },
  ];
}

function ofLambdas(run: Run): Peak[] {
  const { usage, events, concurrency } = run;
  const { memory, maxConcurrency } = FUNCTION_SETTINGS['match-trigger'];
  const seconds = usage.of('lambdaTime', undefined, 'match-trigger') / (memory / 1024) / events;
  return [
    {
      rate: 'Lambdas at once, match-trigger',
      measured: concurrency['match-trigger'],
      million: Math.min(maxConcurrency, Math.ceil(seconds * BLAST_RATE)),
      how: `${(seconds * 1_000).toFixed(2)} ms each x ${EVERY_SECOND}; at most ${maxConcurrency}`,
      quota: 1_000,
    },
    byWaves('Lambdas at once, dispatch', concurrency.dispatch, { run, quota: 1_000 }),
  ];
}
