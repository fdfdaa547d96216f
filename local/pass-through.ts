import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { concernedBy } from '../flow/concerned.ts';
import { refuseUnjudged } from '../flow/refuse-unjudged.ts';
import { matchException } from '../functions/match-exception.ts';
import { matchTrigger } from '../functions/match-trigger.ts';
import { updateProfile } from '../functions/update-profile.ts';

/** An event passes through the stages that the rules of the bus would lead it to, one after the other. */
export async function passThrough(event: ConnectorEvent, services: Services): Promise<void> {
  if (event.kind === 'profile') return updateProfile(event, services);
  const concerned = await concernedBy(event, services);
  await matchTrigger(event, services, concerned);
  await matchException(event, services, concerned);
  await refuseUnjudged(event, concerned, services);
}
