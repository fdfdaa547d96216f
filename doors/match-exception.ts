import { matchException } from '../functions/match-exception.ts';
import { onEvents } from '../lambda/on-events.ts';
import { world } from '../lambda/world.ts';

/** Events from the queue of exceptions: the same events, which match-trigger counts and refuses. */
export const lambdaIn = onEvents(
  async ({ event }, services) => (event.kind === 'profile' ? 0 : matchException(event, services)),
  'matches only',
);

export const handler = lambdaIn(world);
