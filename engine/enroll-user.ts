import type { UserEvent } from '../core/contracts/event.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { TriggerInput } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
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

/** A function that reads the profile of the user of an event. */
export type ReadProfile = () => Promise<Profile | undefined>;

/** A function that finds the due instant of a calendar delay. Only handlers that need it load what it takes. */
export type FindDueInstant = (
  event: UserEvent,
  followUp: FollowUp,
  context: { readonly services: Services; readonly readProfile: ReadProfile },
) => Promise<Instant>;

/** Enrolls the user of an event in a follow-up that the event triggers. */
export async function enrollUser(
  event: UserEvent,
  { followUp, match }: FollowUpMatch,
  findDueInstant: FindDueInstant,
  services: Services,
): Promise<Enrolled> {
  const { userId, id: eventId, at, detail } = event;
  // An event that does not enroll costs no read.
  const canEnroll = match.withheldReason === undefined;
  const needsAudience = canEnroll && followUp.hasAudience;
  let profile = needsAudience ? await services.profiles.get(userId) : undefined;
  const isOutsideAudience = needsAudience && !followUp.isInAudience(getAttributes(profile));
  const withheldReason = isOutsideAudience ? 'not-in-audience' : match.withheldReason;
  const readProfile = async (): Promise<Profile | undefined> => {
    if (canEnroll && !needsAudience) profile = await services.profiles.get(userId);
    return profile;
  };
  const { elapsedDelay, comparison } = followUp;
  const dueAt =
    elapsedDelay === undefined ? await findDueInstant(event, followUp, { services, readProfile }) : at + elapsedDelay;
  const input: TriggerInput = {
    kind: 'trigger',
    event: { id: getEventIdentity(event), eventId, at },
    dueAt,
    restartExceptions: match.exceptions,
    ...(withheldReason ? { withheldReason } : {}),
    ...(comparison === undefined ? {} : { compared: comparison.readValues(detail) }),
  };
  const { row, toDispatch } = await changeRow({ followUp, userId, input, triggerDetail: detail }, services);
  return { row, toDispatch, profile };
}
