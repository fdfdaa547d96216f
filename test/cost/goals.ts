import { aMillion, billOf } from './bill.ts';
import { wavesOf } from './peaks.ts';
import type { Run } from './run.ts';

/** A goal with the result, and whether it is met. */
export interface Goal {
  readonly goal: string;
  readonly found: string;
  readonly isMet: boolean;
}

const MAX_DOLLARS = 5;
const MAX_EXECUTIONS = 1_000;

/** Compares the loads that were played with the goals: the largest load of each kind. */
export function goalsOf(runs: readonly Run[], blast: Run | undefined): Goal[] {
  const max = Math.max(...runs.map(({ load }) => load.users));
  const dollars = runs.filter(({ load }) => load.users === max && load.cancelled === 0 && !load.matchesNothing);
  const stopped = runs.reduce((sum, { usage }) => sum + usage.noted('Step Functions StopExecution'), 0);
  return [
    ...dollars.map(costs),
    ...(blast === undefined ? [] : [executions(blast)]),
    { goal: 'StopExecution: never', found: `${stopped} calls`, isMet: stopped === 0 },
  ];
}

function costs({ load, usage }: Run): Goal {
  const found = aMillion(billOf(usage.all), usage.noted('messages'));
  const which = `${load.shape} of ${load.users.toLocaleString('en')}, ${load.delay}`;
  return {
    goal: `${which}: at most $${MAX_DOLLARS.toFixed(2)} a million follow-ups`,
    found: `$${found.toFixed(2)}`,
    isMet: found <= MAX_DOLLARS,
  };
}

function executions(blast: Run): Goal {
  const { waves } = wavesOf(blast);
  const goal = `blast of 1,000,000, ${blast.load.delay}: at most ${MAX_EXECUTIONS.toLocaleString('en')} executions`;
  return { goal, found: `${waves}`, isMet: waves <= MAX_EXECUTIONS };
}
