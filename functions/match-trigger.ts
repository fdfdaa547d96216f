import { matchFollowUps } from '../engine/concerned.ts';
import { finishClaims } from '../engine/finish-claims.ts';
import { applyExceptions } from '../engine/match-exception.ts';
import { applyTriggers } from '../engine/match-trigger.ts';
import { refuseFilterFailures } from '../engine/refuse-unjudged.ts';
import { container } from './runtime/background-world.ts';
import { defineEventHandler } from './runtime/on-events.ts';

/** Events that trigger something, handed on by match-exception. */
export const createHandler = defineEventHandler(async ({ event, isRepeated }, services) => {
  if (event.kind === 'profile') return 0;
  if (isRepeated) await finishClaims(event, services);
  const matches = await matchFollowUps(event, services);
  const matched = await applyTriggers(event, services, matches);
  // What was trigger and exception of a follow-up when it was handed on may be an exception alone since an edit (R52).
  await applyExceptions(event, services, matches);
  await refuseFilterFailures(event, matches, services);
  return matched;
}, 'second');

export const handler = createHandler(container);
