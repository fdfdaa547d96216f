import type { UserEvent } from '../core/contracts/event.ts';
import type { EventMatch, FollowUp, Listener } from '../core/follow-up.ts';
import { listEventKeys } from '../core/matching.ts';
import type { Services } from '../core/ports.ts';

/** A follow-up for which an event is relevant, and how it matches. */
export interface FollowUpMatch {
  readonly followUp: FollowUp;
  readonly match: EventMatch;
}

/** A listener of an event, and whether the campaign of the event is archived. */
interface FoundListener {
  readonly listener: Listener;
  readonly isArchived: boolean;
}

/** Returns the published follow-ups that an event triggers, is an exception of or may convert, and those whose filters failed. */
export async function matchFollowUps(event: UserEvent, services: Services): Promise<FollowUpMatch[]> {
  const found: FollowUpMatch[] = [];
  for (const { listener, isArchived } of await findListeners(event, services)) {
    const followUp = await services.followUps.get(listener);
    const match = listener.conversionsUntil === undefined ? followUp.match(event) : followUp.matchConversions(event);
    if (!isRelevant(match)) continue;
    // The event's campaign is archived: its events are no triggers any more (R7), but still exceptions and conversions.
    const refused = match.isTrigger && isArchived;
    found.push({ followUp, match: refused ? { ...match, withheldReason: 'target-archived' } : match });
  }
  return found;
}

/**
 * Returns the listeners of an event, one for each campaign. A campaign may listen under one key of the event for conversions only, and
 * under another for all (R47).
 */
async function findListeners(event: UserEvent, { listeners }: Services): Promise<Iterable<FoundListener>> {
  const found = new Map<string, FoundListener>();
  for (const key of listEventKeys(event)) {
    const { listeners: ofKey, archivedAt } = await listeners.findByKey(key);
    const isArchived = archivedAt !== undefined && event.at >= archivedAt;
    for (const listener of ofKey) {
      const { campaignId, conversionsUntil } = listener;
      if (conversionsUntil !== undefined && (event.at > conversionsUntil || found.has(campaignId))) continue;
      const known = found.get(campaignId);
      if (known === undefined || known.listener.conversionsUntil !== undefined)
        found.set(campaignId, { listener, isArchived });
    }
  }
  return found.values();
}

function isRelevant({ isTrigger, exceptions, conversions, filterFailure }: EventMatch): boolean {
  return isTrigger || exceptions.length > 0 || conversions.length > 0 || filterFailure !== undefined;
}
