import type { UserEvent } from '../core/contracts/event.ts';
import type { ConversionInput, ExceptionInput } from '../core/decide/input.ts';
import type { EventMatch } from '../core/follow-up.ts';
import { getEventIdentity } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { changeRow } from './change-row.ts';
import type { FollowUpMatch } from './match.ts';
import { throwIfClaimsOpen } from './open-claim-error.ts';
import { refuseForgotten } from './refuse-forgotten.ts';

/**
 * Ends the user's waits for every follow-up whose exception the event is, converts the messages whose conversion event it is (R47), and
 * returns the number of follow-ups. A follow-up that the event triggers too is left to `applyTriggers` (R37).
 */
export async function applyExceptions(
  event: UserEvent,
  services: Services,
  matches: readonly FollowUpMatch[],
): Promise<number> {
  const usable = matches.filter(({ match }) => match.filterFailure === undefined);
  const relevant = usable.filter(({ match }) => !match.isTrigger);
  const openClaims: string[] = [];
  let isRefused = false;
  for (const { followUp, match } of relevant) {
    for (const input of createInputs(event, match)) {
      const { isClaimOpen, isForgotten } = await changeRow({ followUp, userId: event.userId, input }, services);
      isRefused ||= isForgotten;
      if (isClaimOpen) openClaims.push(followUp.campaignId);
    }
  }
  if (isRefused) await refuseForgotten(event, services);
  throwIfClaimsOpen(openClaims);
  return relevant.length;
}

/** Creates the inputs of an event that is no trigger: one for each exception, the first of which is the conversion too, so that both are one write. */
function createInputs(event: UserEvent, { exceptions, conversions }: EventMatch): (ExceptionInput | ConversionInput)[] {
  const { id: eventId, at } = event;
  const done = { id: getEventIdentity(event), eventId, at };
  if (exceptions.length === 0) return [{ kind: 'conversion', event: done, conversions }];
  return exceptions.map((exception, index) => ({
    kind: 'exception',
    event: { ...done, ...exception, restarts: false },
    ...(index === 0 && { conversions }),
  }));
}
