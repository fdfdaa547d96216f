import { matchFollowUps } from '../engine/concerned.ts';
import { applyExceptions } from '../engine/match-exception.ts';
import { refuseFilterFailures } from '../engine/refuse-unjudged.ts';
import { container } from './runtime/background-world.ts';
import { defineEventHandler } from './runtime/on-events.ts';

/** Every event from the bus: what is an exception ends waits, and what triggers something is handed on to match-trigger. */
export const createHandler = defineEventHandler(async ({ event, body }, services) => {
  if (event.kind === 'profile') return 0;
  const matches = await matchFollowUps(event, services);
  const isTrigger = matches.some(({ match }) => match.isTrigger);
  // Side by side, and each to its end: where one breaks, both are done again, and the one that was done does nothing (R60).
  const [matched, forwarded] = await Promise.allSettled([
    applyExceptions(event, services, matches),
    isTrigger ? services.triggerQueue.forward(body) : undefined,
  ]);
  if (matched.status === 'rejected') throw matched.reason;
  if (forwarded.status === 'rejected') throw forwarded.reason;
  // What is handed on is judged once more, and refused there if need be: operators are told once.
  if (!isTrigger) await refuseFilterFailures(event, matches, services);
  return matched.value;
}, 'first');

export const handler = createHandler(container);
