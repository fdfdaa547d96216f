import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { matchFollowUps } from './concerned.ts';
import { applyExceptions } from './match-exception.ts';
import { applyTriggers } from './match-trigger.ts';
import { refuseFilterFailures } from './refuse-unjudged.ts';
import { updateProfile } from './update-profile.ts';

/** An event passes through the stages that the rules of the bus would lead it to, one after the other. */
export async function handleEvent(event: ConnectorEvent, services: Services): Promise<void> {
  if (event.kind === 'profile') return updateProfile(event, services);
  const matches = await matchFollowUps(event, services);
  await applyTriggers(event, services, matches);
  await applyExceptions(event, services, matches);
  await refuseFilterFailures(event, matches, services);
}
