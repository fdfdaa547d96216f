import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { applyExceptions } from './apply-exceptions.ts';
import { deleteUser } from './delete-user.ts';
import { handleTrigger } from './handle-trigger.ts';
import { matchFollowUps } from './match.ts';
import { mergeUsers } from './merge-users.ts';
import { updateProfile } from './update-profile.ts';

/**
 * Handles any event in one call, without queues: a profile update, a deletion, a merge, an exception, then a trigger. The server and rehearsals do. The two
 * halves follow each other, because they share one transaction.
 */
export async function handleEventDirectly(event: ConnectorEvent, services: Services): Promise<void> {
  if (event.kind === 'profile') return updateProfile(event, services);
  if (event.kind === 'deletion') return deleteUser(event, services);
  if (event.kind === 'merge') return mergeUsers(event, services);
  const matches = await matchFollowUps(event, services);
  if (event.kind === 'interaction') await services.arrivals.note(event);
  await applyExceptions(event, services, matches);
  await handleTrigger(event, services, matches);
}
