import { concernedBy } from '../engine/concerned.ts';
import { matchException } from '../engine/match-exception.ts';
import { refuseUnjudged } from '../engine/refuse-unjudged.ts';
import { world } from './runtime/background-world.ts';
import { onEvents } from './runtime/on-events.ts';

/** Every event from the bus: what is an exception ends waits, and what triggers something is handed on to match-trigger. */
export const lambdaIn = onEvents(async ({ event, body }, services) => {
  if (event.kind === 'profile') return 0;
  const concerned = await concernedBy(event, services);
  const triggers = concerned.some(({ concern }) => concern.triggers);
  // Side by side, and each to its end: where one breaks, both are done again, and the one that was done does nothing (R60).
  const [matched, handedOn] = await Promise.allSettled([
    matchException(event, services, concerned),
    triggers ? services.triggers.handOn(body) : undefined,
  ]);
  if (matched.status === 'rejected') throw matched.reason;
  if (handedOn.status === 'rejected') throw handedOn.reason;
  // What is handed on is judged once more, and refused there if need be: operators are told once.
  if (!triggers) await refuseUnjudged(event, concerned, services);
  return matched.value;
}, 'first');

export const handler = lambdaIn(world);
