import { concernedBy } from '../flow/concerned.ts';
import { matchException } from '../functions/match-exception.ts';
import { onEvents } from '../lambda/on-events.ts';
import { world } from '../lambda/world.ts';

/** Every event from the bus: what triggers something is handed on to match-trigger; what is an exception ends waits. */
export const lambdaIn = onEvents(async ({ event, body }, services) => {
  if (event.kind === 'profile') return 0;
  const concerned = await concernedBy(event, services);
  // First, so that a row that breaks holds up no trigger; and a trigger that comes twice is nothing new.
  if (concerned.some(({ concern }) => concern.triggers)) await services.triggers.handOn(body);
  return matchException(event, services);
}, 'first');

export const handler = lambdaIn(world);
