import type { UserEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { checkDeparture } from './check-departure.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';
import { type DepartureFunctions, enrollUser } from './enroll-user.ts';
import { findDueInstant } from './find-due-instant.ts';
import type { FollowUpMatch } from './match.ts';
import { throwIfClaimsOpen } from './open-claim-error.ts';
import { refuseForgotten } from './refuse-forgotten.ts';

const DEPARTURE_FUNCTIONS: DepartureFunctions = { findDueInstant, checkDeparture };

/** Enrolls the user in every follow-up that the event triggers, and returns their number. The user waits for a wave, or is sent the message at once. */
export async function applyTriggers(
  event: UserEvent,
  services: Services,
  matches: readonly FollowUpMatch[],
): Promise<number> {
  const triggerMatches = matches.filter(({ match }) => match.isTrigger);
  const { detail: trigger } = event;
  const openClaims: string[] = [];
  let isRefused = false;
  for (const each of triggerMatches) {
    const enrolled = await enrollUser(event, each, DEPARTURE_FUNCTIONS, services);
    const { userId, row, toDispatch: enrollment, profile, isForgotten } = enrolled;
    isRefused ||= isForgotten;
    if (enrolled.isClaimOpen) openClaims.push(each.followUp.campaignId);
    if (enrollment !== undefined)
      await dispatchClaimed({ followUp: each.followUp, userId, row, enrollment, trigger, profile }, services);
  }
  if (isRefused) await refuseForgotten(event, services);
  throwIfClaimsOpen(openClaims);
  return triggerMatches.length;
}
