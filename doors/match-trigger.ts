import { finishClaims } from '../flow/finish-claims.ts';
import { matchTrigger } from '../functions/match-trigger.ts';
import { onEvents } from '../lambda/on-events.ts';
import { world } from '../lambda/world.ts';

/** Events that trigger something, handed on by match-exception. */
export const lambdaIn = onEvents(async ({ event, isRepeated }, services) => {
  if (event.kind === 'profile') return 0;
  if (isRepeated) await finishClaims(event, services);
  return matchTrigger(event, services);
}, 'second');

export const handler = lambdaIn(world);
