import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { handleEvent } from './handle-event.ts';
import { handleTrigger } from './handle-trigger.ts';
import { updateProfile } from './update-profile.ts';

/** Handles any event in one call, without queues: a profile update, an exception, a trigger. The server and rehearsals do. */
export async function handleEventDirectly(event: ConnectorEvent, services: Services): Promise<void> {
  if (event.kind === 'profile') await updateProfile(event, services);
  else await handleEvent(event, services, (trigger, matches) => handleTrigger(trigger, services, matches));
}
