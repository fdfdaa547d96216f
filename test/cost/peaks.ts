import { delayOf } from '../../core/contracts/definition.ts';
import { SECOND } from '../../core/contracts/span.ts';
import { windowWidth } from '../../core/waves.ts';
import { BLAST_RATE } from './assumptions.ts';
import { followUpOf } from './load.ts';
import type { Run } from './run.ts';
import { DOORS, QUEUES } from './settings.ts';

/** A rate that AWS bounds, at the peak of a blast. */
export interface Peak {
  readonly rate: string;
  /** In the load that was played; none where it cannot be seen there. */
  readonly measured?: number;
  readonly million: number;
  readonly how: string;
  readonly quota: number;
}

const MILLION = 1_000_000;

/** How many waves a blast of a million boards, and how many of them pass their passengers by at the same time. */
export function wavesOf({ load, peaks }: Run): { readonly waves: number; readonly together: number } {
  const width = windowWidth(delayOf(followUpOf(load)));
  const blast = (MILLION / BLAST_RATE) * SECOND;
  const waves = Math.ceil(blast / width) + 1;
  const aboard = Math.min(MILLION, (BLAST_RATE * width) / SECOND);
  const passing = (aboard / (peaks.get('events out') ?? 1)) * SECOND;
  return { waves, together: Math.min(waves, Math.ceil(passing / width)) };
}

/** Every bounded rate of a blast of a million users, reckoned from a smaller one that was played. */
export function peaksOf(run: Run): Peak[] {
  const { peaks, usage, abreast, load } = run;
  const { waves, together } = wavesOf(run);
  const peak = (kind: string) => peaks.get(kind) ?? 0;
  const byWaves = { how: `measured x ${together} waves at once` };
  const matching = timeOf(run) * BLAST_RATE;
  const seats = peak('write units of one partition of seat') / Math.max(1, peak('write units of seat'));
  const unitsOfSeat = usage.of('write', 'seat') / load.users;
  const written = usage.of('write', undefined, 'match-trigger') / load.users;
  const many = { how: `${BLAST_RATE.toLocaleString('en')} events a second x ${QUEUES.length} queues` };
  return [
    {
      rate: 'open executions',
      measured: usage.noted('executions'),
      million: waves,
      how: 'windows in 100 s, and one',
      quota: MILLION,
    },
    {
      rate: 'StartExecution a second',
      measured: peak('StartExecution'),
      million: DOORS['match-trigger'].atOnce,
      how: 'at most one for each Lambda and wave',
      quota: 300,
    },
    {
      rate: 'StopExecution a second',
      measured: usage.noted('Step Functions StopExecution'),
      million: 0,
      how: 'nothing calls it',
      quota: 200,
    },
    {
      rate: 'state transitions a second',
      measured: peak('transitions'),
      million: peak('transitions') * together,
      ...byWaves,
      quota: 5_000,
    },
    {
      rate: 'PutEvents calls a second, ours',
      measured: peak('PutEvents'),
      million: peak('PutEvents') * together,
      ...byWaves,
      quota: 10_000,
    },
    {
      rate: 'events out a second',
      measured: peak('events out'),
      million: peak('events out') * together,
      ...byWaves,
      quota: 10_000,
    },
    {
      rate: 'rule to queue a second',
      measured: peak('rule to queue'),
      million: BLAST_RATE * QUEUES.length,
      ...many,
      quota: 18_750,
    },
    {
      rate: 'write units a second, hottest partition (seats)',
      measured: peak('write units of one partition of seat'),
      million: seats * unitsOfSeat * BLAST_RATE,
      how: 'its measured share of all seats x 10,000 events a second',
      quota: 1_000,
    },
    {
      rate: 'read units a second, hottest partition (the campaign)',
      measured: peak('read units of one partition of publications'),
      million: peak('read units of one partition of publications') * together,
      ...byWaves,
      quota: 3_000,
    },
    {
      rate: 'write units a second, table',
      measured: peak('write units'),
      million: written * BLAST_RATE,
      how: 'what match-trigger writes for each event x 10,000 a second',
      quota: 40_000,
    },
    {
      rate: 'Lambdas at once, match-trigger',
      measured: abreast['match-trigger'],
      million: Math.min(DOORS['match-trigger'].atOnce, Math.ceil(matching)),
      how: `10,000 events a second x ${(timeOf(run) * 1000).toFixed(2)} ms, at most ${DOORS['match-trigger'].atOnce}`,
      quota: 1_000,
    },
    {
      rate: 'Lambdas at once, dispatch',
      measured: abreast.dispatch,
      million: abreast.dispatch * together,
      ...byWaves,
      quota: 1_000,
    },
  ];
}

/** Seconds of a Lambda that match-trigger takes for one event. */
function timeOf({ usage, events }: Run): number {
  const seconds = usage.of('lambdaTime', undefined, 'match-trigger') / (DOORS['match-trigger'].memory / 1024);
  return seconds / events;
}
