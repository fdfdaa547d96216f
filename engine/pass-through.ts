import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { concernedBy } from './concerned.ts';
import { matchException } from './match-exception.ts';
import { matchTrigger } from './match-trigger.ts';
import { refuseUnjudged } from './refuse-unjudged.ts';
import { updateProfile } from './update-profile.ts';

/** An event passes through the stages that the rules of the bus would lead it to, one after the other. */
export async function passThrough(event: ConnectorEvent, services: Services): Promise<void> {
  if (event.kind === 'profile') return updateProfile(event, services);
  const concerned = await concernedBy(event, services);
  await matchTrigger(event, services, concerned);
  await matchException(event, services, concerned);
  await refuseUnjudged(event, concerned, services);
}
