import { concernedBy } from '../engine/concerned.ts';
import { finishClaims } from '../engine/finish-claims.ts';
import { matchException } from '../engine/match-exception.ts';
import { matchTrigger } from '../engine/match-trigger.ts';
import { refuseUnjudged } from '../engine/refuse-unjudged.ts';
import { world } from './runtime/background-world.ts';
import { onEvents } from './runtime/on-events.ts';

/** Events that trigger something, handed on by match-exception. */
export const lambdaIn = onEvents(async ({ event, isRepeated }, services) => {
  if (event.kind === 'profile') return 0;
  if (isRepeated) await finishClaims(event, services);
  const concerned = await concernedBy(event, services);
  const matched = await matchTrigger(event, services, concerned);
  // What was trigger and exception of a follow-up when it was handed on may be an exception alone since an edit (R52).
  await matchException(event, services, concerned);
  await refuseUnjudged(event, concerned, services);
  return matched;
}, 'second');

export const handler = lambdaIn(world);
