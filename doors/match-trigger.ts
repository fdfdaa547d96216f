import { concernedBy } from '../flow/concerned.ts';
import { finishClaims } from '../flow/finish-claims.ts';
import { refuseUnjudged } from '../flow/refuse-unjudged.ts';
import { matchException } from '../functions/match-exception.ts';
import { matchTrigger } from '../functions/match-trigger.ts';
import { world } from '../lambda/background-world.ts';
import { onEvents } from '../lambda/on-events.ts';

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
