import { updateProfile } from '../engine/update-profile.ts';
import { world } from './runtime/background-world.ts';
import { onEvents } from './runtime/on-events.ts';

/** Events from the queue of profiles. */
export const lambdaIn = onEvents(async ({ event }, services) => {
  if (event.kind === 'profile') await updateProfile(event, services);
  return 0;
}, 'first');

export const handler = lambdaIn(world);
