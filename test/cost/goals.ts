import { aMillion, billOf } from './bill.ts';
import { wavesOf } from './peaks.ts';
import type { Run } from './run.ts';

/** A goal with the result, and whether it is met. */
export interface Goal {
  readonly goal: string;
  readonly found: string;
  readonly isMet: boolean;
}

/** The goals in dollars for a million follow-ups, by shape, users and delay. */
const MAX_DOLLARS: ReadonlyMap<string, number> = new Map([
  ['trickle of 20,000, 5 minutes', 35],
  // Each with $0.13 for the read of the profile where a row is created (docs/decisions/0054-deletion-by-cut.md).
  ['trickle of 100,000, 1 hour', 9.13],
  ['blast of 100,000, 1 hour', 5.08],
  ['blast of 100,000, 1 week', 5.08],
]);
const MAX_DOLLARS_OTHERWISE = 5;
const MAX_EXECUTIONS = 1_000;

/** Compares the loads that were played with the goals: the largest load of each kind. */
export function goalsOf(runs: readonly Run[], blast: Run | undefined): Goal[] {
  const max = Math.max(...runs.map(({ load }) => load.users));
  const dollars = runs.filter(
    ({ load }) =>
      (load.users === max || MAX_DOLLARS.has(nameOf(load))) &&
      load.cancelled === 0 &&
      !load.matchesNothing &&
      !load.hasCaps,
  );
  const stopped = runs.reduce((sum, { usage }) => sum + usage.noted('Step Functions StopExecution'), 0);
  return [
    ...dollars.map(costs),
    ...(blast === undefined ? [] : [executions(blast)]),
    { goal: 'StopExecution: never', found: `${stopped} calls`, isMet: stopped === 0 },
  ];
}

function costs({ load, usage }: Run): Goal {
  const found = aMillion(billOf(usage.all), usage.noted('messages'));
  const max = MAX_DOLLARS.get(nameOf(load)) ?? MAX_DOLLARS_OTHERWISE;
  return {
    goal: `${nameOf(load)}: at most $${max.toFixed(2)} a million follow-ups`,
    found: `$${found.toFixed(2)}`,
    isMet: Number(found.toFixed(2)) <= max,
  };
}

const nameOf = ({ shape, users, delay }: Run['load']) => `${shape} of ${users.toLocaleString('en')}, ${delay}`;

function executions(blast: Run): Goal {
  const { waves } = wavesOf(blast);
  const goal = `blast of 1,000,000, ${blast.load.delay}: at most ${MAX_EXECUTIONS.toLocaleString('en')} executions`;
  return { goal, found: `${waves}`, isMet: waves <= MAX_EXECUTIONS };
}
