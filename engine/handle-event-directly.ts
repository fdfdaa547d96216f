import type { ConnectorEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { handleEvent } from './handle-event.ts';
import { handleTrigger } from './handle-trigger.ts';
import type { FollowUpMatch } from './match.ts';
import { updateProfile } from './update-profile.ts';

/**
 * Handles any event in one call, without queues: a profile update, an exception, then a trigger. The server and rehearsals do. The two
 * halves follow each other, because they share one transaction.
 */
export async function handleEventDirectly(event: ConnectorEvent, services: Services): Promise<void> {
  if (event.kind === 'profile') return updateProfile(event, services);
  let forwarded: readonly FollowUpMatch[] | undefined;
  await handleEvent(event, services, async (_, matches) => {
    forwarded = matches;
  });
  if (forwarded !== undefined) await handleTrigger(event, services, forwarded);
}
