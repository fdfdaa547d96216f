import { updateProfile } from '../functions/update-profile.ts';
import { world } from '../lambda/background-world.ts';
import { onEvents } from '../lambda/on-events.ts';

/** Events from the queue of profiles. */
export const lambdaIn = onEvents(async ({ event }, services) => {
  if (event.kind === 'profile') await updateProfile(event, services);
  return 0;
}, 'first');

export const handler = lambdaIn(world);
