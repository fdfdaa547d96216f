import type { UserEvent } from '../core/contracts/event.ts';
import { getEventIdentity } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { changeRow } from './change-row.ts';
import { type FollowUpMatch, matchFollowUps } from './concerned.ts';

/** An event arrives: of every follow-up it is an exception of, the user's wait ends. One that it triggers too is match-trigger's alone (R37). Answers how many that were. */
export async function applyExceptions(
  event: UserEvent,
  services: Services,
  matches: readonly FollowUpMatch[] | Promise<readonly FollowUpMatch[]> = matchFollowUps(event, services),
): Promise<number> {
  const { userId, id: eventId, at } = event;
  const usable = (await matches).filter(({ match }) => match.filterFailure === undefined);
  const exceptionMatches = usable.filter(({ match }) => !match.isTrigger);
  for (const { followUp, match } of exceptionMatches) {
    for (const exception of match.exceptions) {
      const input = {
        kind: 'excepted',
        event: { id: getEventIdentity(event), eventId, at, exception, restarts: false },
      } as const;
      await changeRow({ followUp, userId, input }, services);
    }
  }
  return exceptionMatches.length;
}
