import type { UserEvent } from '../core/contracts/event.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import type { Services } from '../core/ports.ts';
import { type DepartureFunctions, enrollUser } from './enroll-user.ts';
import type { FollowUpMatch } from './match.ts';
import { throwIfClaimsOpen } from './open-claim-error.ts';
import { refuseFilterFailures } from './refuse-filter-failures.ts';
import { refuseForgotten } from './refuse-forgotten.ts';

/** The time ahead at which no message can become due while its trigger is handled: longer than an invocation lasts. */
const SURELY_AHEAD: TimeSpan = 2 * MINUTE;

/**
 * Returns whether every message that a trigger causes is due later, so that handling it enrolls users and dispatches nothing. That of a
 * calendar delay may be due at any moment.
 */
export function isForLater(
  { at }: UserEvent,
  matches: readonly FollowUpMatch[],
  { clock }: Pick<Services, 'clock'>,
): boolean {
  const earliest = clock.now() + SURELY_AHEAD;
  return matches.every(
    ({ followUp: { elapsedDelay }, match }) =>
      !match.isTrigger || (elapsedDelay !== undefined && at + elapsedDelay > earliest),
  );
}

/** The refusal of what `isForLater` leaves to the handler that dispatches: calendar delays, and messages that are due. */
const NOTHING_DEPARTS: DepartureFunctions = {
  findDueInstant: async (_, { campaignId }) => {
    throw new Error(`campaign ${campaignId}: expected an elapsed delay`);
  },
  checkDeparture: async ({ campaignId }) => {
    throw new Error(`campaign ${campaignId}: expected a message that is due later`);
  },
};

/**
 * Enrolls the user in every follow-up that an event triggers, and returns their number. Throws where a message is to be dispatched, which
 * only a repeat after an edit of the delay can cause: that is left to the handler that dispatches.
 */
export async function enrollForLater(
  event: UserEvent,
  services: Services,
  matches: readonly FollowUpMatch[],
): Promise<number> {
  const triggerMatches = matches.filter(({ match }) => match.isTrigger);
  const openClaims: string[] = [];
  let isRefused = false;
  for (const each of triggerMatches) {
    const { toDispatch, isClaimOpen, isForgotten } = await enrollUser(event, each, NOTHING_DEPARTS, services);
    if (toDispatch !== undefined) throw new Error(`${toDispatch.enrollmentId}: expected nothing to dispatch`);
    if (isClaimOpen) openClaims.push(each.followUp.campaignId);
    isRefused ||= isForgotten;
  }
  if (isRefused) await refuseForgotten(event, services);
  await refuseFilterFailures(event, matches, services);
  throwIfClaimsOpen(openClaims);
  return triggerMatches.length;
}
