import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { matchException } from '../functions/match-exception.ts';
import { matchTrigger } from '../functions/match-trigger.ts';
import { updateProfile } from '../functions/update-profile.ts';

/** An event passes through the stages that the rules of the bus would lead it to, one after the other. */
export async function passThrough(event: ConnectorEvent, services: Services): Promise<void> {
  if (event.kind === 'profile') return updateProfile(event, services);
  await matchTrigger(event, services);
  await matchException(event, services);
}
