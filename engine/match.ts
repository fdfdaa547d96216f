import type { UserEvent } from '../core/contracts/event.ts';
import type { EventMatch, FollowUp } from '../core/follow-up.ts';
import { listEventKeys } from '../core/matching.ts';
import type { Services } from '../core/ports.ts';

/** A follow-up for which an event is relevant, and how it matches. */
export interface FollowUpMatch {
  readonly followUp: FollowUp;
  readonly match: EventMatch;
}

/** Returns the published follow-ups that an event triggers or is an exception of, and those whose filters failed. */
export async function matchFollowUps(event: UserEvent, services: Services): Promise<FollowUpMatch[]> {
  const found: FollowUpMatch[] = [];
  const seen = new Set<string>();
  for (const key of listEventKeys(event)) {
    const { listeners, archivedAt } = await services.listeners.findByKey(key);
    const isArchived = archivedAt !== undefined && event.at >= archivedAt;
    for (const listener of listeners) {
      if (seen.has(listener.campaignId)) continue;
      seen.add(listener.campaignId);
      const followUp = await services.followUps.get(listener);
      const match = followUp.match(event);
      if (!match.isTrigger && match.exceptions.length === 0 && match.filterFailure === undefined) continue;
      // The event's campaign is archived: its events are no triggers any more (R7), but still exceptions.
      const refused = match.isTrigger && isArchived;
      found.push({ followUp, match: refused ? { ...match, withheldReason: 'target-archived' } : match });
    }
  }
  return found;
}
