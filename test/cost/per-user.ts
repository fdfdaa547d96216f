import {
  EMPTY_INVOCATION,
  LOG_EVENT,
  PLATFORM_LINES,
  PROCESSOR_TIME,
  ROUND_TRIP,
  WHOLE_PROCESSOR,
} from './assumptions.ts';
import { GIGABYTE } from './prices.ts';
import type { Run } from './run.ts';
import { FUNCTION_SETTINGS } from './settings.ts';
import type { Used } from './usage.ts';

/** The states of an execution for one user: wait, dispatch, and its end. */
const STATES = 3;
/** The requests of a dispatch for one user, one after the other: row, claim, profile, message, row. */
const REQUESTS = 5;
/** The items that waves need, and an execution for each user does not. */
const OF_WAVES = ['seat', 'waves', 'open-waves'];

/**
 * Computes the use of the same load with an execution of Step Functions for each user: without seats and registry,
 * with an invocation and three transitions for each. A cancelled user has entered the first state only.
 */
export function onePerUser({ load, usage }: Run): readonly Used[] {
  if (usage.noted('executions') === 0) return usage.all;
  const messages = usage.noted('messages');
  const { memory } = FUNCTION_SETTINGS.dispatch;
  const time = EMPTY_INVOCATION + REQUESTS * (ROUND_TRIP + PROCESSOR_TIME * Math.max(1, WHOLE_PROCESSOR / memory));
  const lines = PLATFORM_LINES.reduce((sum, line) => sum + Buffer.byteLength(line) + LOG_EVENT, 0);
  const machine = { requester: 'wave machine', what: 'an execution for each user' } as const;
  const dispatch = { requester: 'dispatch', what: 'an invocation for each user' } as const;
  return [
    ...usage.all.filter((used) => !isReplaced(used)),
    { ...machine, priced: 'transition', count: load.users + (STATES - 1) * messages },
    { ...machine, priced: 'trace', count: load.users },
    { ...dispatch, what: 'row', priced: 'read', count: messages },
    { ...dispatch, priced: 'lambdaRequest', count: messages },
    { ...dispatch, priced: 'lambdaTime', count: (messages * time * memory) / 1024 / 1000 },
    { ...dispatch, priced: 'logs', count: (messages * lines) / GIGABYTE },
  ];
}

function isReplaced({ requester, priced, what }: Used): boolean {
  if (requester === 'wave machine' || OF_WAVES.includes(what)) return true;
  if (requester !== 'dispatch') return false;
  const isInvocation = what === 'invocations' || what === 'of Lambda';
  return isInvocation || (priced === 'read' && (what === 'row' || what === 'publications'));
}
