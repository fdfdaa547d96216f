import type { UserEvent } from '../core/contracts/event.ts';
import { getEventIdentity } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { changeRow } from './change-row.ts';
import type { FollowUpMatch } from './match.ts';

/**
 * Ends the user's waits for every follow-up whose exception the event is, and returns their number. A follow-up that the event triggers
 * too is left to `applyTriggers` (R37).
 */
export async function applyExceptions(
  event: UserEvent,
  services: Services,
  matches: readonly FollowUpMatch[],
): Promise<number> {
  const { userId, id: eventId, at } = event;
  const usable = matches.filter(({ match }) => match.filterFailure === undefined);
  const exceptionMatches = usable.filter(({ match }) => !match.isTrigger);
  for (const { followUp, match } of exceptionMatches) {
    for (const exception of match.exceptions) {
      const input = {
        kind: 'exception',
        event: { id: getEventIdentity(event), eventId, at, ...exception, restarts: false },
      } as const;
      await changeRow({ followUp, userId, input }, services);
    }
  }
  return exceptionMatches.length;
}
