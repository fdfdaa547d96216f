import type { UserEvent } from '../core/contracts/event.ts';
import type { TriggerInput } from '../core/decide/input.ts';
import { getEventIdentity } from '../core/identity.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import { getAttributes, type Profile } from '../core/profile.ts';
import type { Row } from '../core/row.ts';
import { changeRow } from './change-row.ts';
import type { FollowUpMatch } from './match.ts';

/** The row of a user whom a trigger enrolled, the message that is to be dispatched at once, if any, and the profile, if it was read. */
export interface Enrolled {
  readonly row: Row;
  readonly toDispatch: ClaimedEnrollment | undefined;
  readonly profile: Profile | undefined;
}

/** Enrolls the user of an event in a follow-up that the event triggers. */
export async function enrollUser(
  event: UserEvent,
  { followUp, match }: FollowUpMatch,
  services: Services,
): Promise<Enrolled> {
  const { userId, id: eventId, at, detail } = event;
  const needsProfile = match.withheldReason === undefined && followUp.hasAudience;
  const profile = needsProfile ? await services.profiles.get(userId) : undefined;
  const isOutsideAudience = needsProfile && !followUp.isInAudience(getAttributes(profile));
  const withheldReason = isOutsideAudience ? 'not-in-audience' : match.withheldReason;
  const input: TriggerInput = {
    kind: 'trigger',
    event: { id: getEventIdentity(event), eventId, at },
    restartExceptions: match.exceptions,
    ...(withheldReason ? { withheldReason } : {}),
  };
  const { row, toDispatch } = await changeRow({ followUp, userId, input, triggerDetail: detail }, services);
  return { row, toDispatch, profile };
}
