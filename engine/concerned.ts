import type { UserEvent } from '../core/contracts/event.ts';
import type { Concern, FollowUp, Listener } from '../core/follow-up.ts';
import { keysOf } from '../core/matching.ts';
import type { Services } from '../core/ports.ts';

/** A follow-up that an event concerns, and how. */
export interface Concerned {
  readonly followUp: FollowUp;
  readonly concern: Concern;
}

/** Every published follow-up that an event triggers or is an exception of, or whose filters cannot tell. */
export async function concernedBy(event: UserEvent, services: Services): Promise<Concerned[]> {
  const found: Concerned[] = [];
  const seen = new Set<string>();
  for (const key of keysOf(event)) {
    const { listeners, archivedAt } = await services.listeners.under(key);
    const isArchived = archivedAt !== undefined && event.at >= archivedAt;
    for (const listener of listeners) {
      if (seen.has(listener.campaignId)) continue;
      seen.add(listener.campaignId);
      const concerned = await concernOf(event, { listener, isArchived }, services);
      if (concerned !== undefined) found.push(concerned);
    }
  }
  return found;
}

interface Listening {
  readonly listener: Listener;
  /** The event's campaign is archived: it triggers nothing any more (R7), but still protects. */
  readonly isArchived: boolean;
}

async function concernOf(
  event: UserEvent,
  { listener, isArchived }: Listening,
  services: Services,
): Promise<Concerned | undefined> {
  const followUp = await services.followUps.get(listener);
  const concern = followUp.concern(event);
  if (!concern.triggers && concern.exceptions.length === 0 && concern.unjudged === undefined) return undefined;
  return { followUp, concern: concern.triggers && isArchived ? { ...concern, refused: 'target-archived' } : concern };
}
