import type { UserEvent } from '../core/contracts/event.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { TriggerInput } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
import { getEventIdentity } from '../core/identity.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import { getAttributes, type Profile } from '../core/profile.ts';
import type { Row } from '../core/row.ts';
import { changeRow, type DepartureCheck } from './change-row.ts';
import type { DepartureSources } from './check-departure.ts';
import type { ZoneSources } from './find-zone.ts';
import { type KnownUser, listMerged } from './follow-merges.ts';
import type { FollowUpMatch } from './match.ts';

/** The row of a user whom a trigger enrolled, the message that is to be dispatched at once, if any, and the profile, if it was read. */
export interface Enrolled {
  /** The user of the row: that of the event, or the one into whom that one was merged (R65). */
  readonly userId: string;
  readonly row: Row;
  readonly toDispatch: ClaimedEnrollment | undefined;
  readonly profile: Profile | undefined;
  /** True if the user did it before a deletion, so that nothing was decided (R65). */
  readonly isForgotten: boolean;
  /** True if the event could convert a message that is still claimed (R47). */
  readonly isClaimOpen: boolean;
}

/**
 * The functions that know local times and channels. Only handlers that need them load what they take: a handler of messages that are due
 * later is given none.
 */
export interface DepartureFunctions {
  readonly findDueInstant: (
    at: Instant,
    followUp: FollowUp,
    sources: ZoneSources,
    services: Services,
  ) => Promise<Instant>;
  readonly checkDeparture: (
    followUp: FollowUp,
    sources: DepartureSources,
    services: Services,
  ) => Promise<DepartureCheck | undefined>;
}

/** Enrolls the user of an event in a follow-up that the event triggers. */
export async function enrollUser(
  event: UserEvent,
  { followUp, match }: FollowUpMatch,
  { findDueInstant, checkDeparture }: DepartureFunctions,
  services: Services,
): Promise<Enrolled> {
  const { userId, id: eventId, at, detail } = event;
  // An event that does not enroll costs no read.
  const canEnroll = match.withheldReason === undefined;
  const needsAudience = canEnroll && followUp.hasAudience;
  // The user of the event and the one to whom it leads, whose profile counts; absent until they are read.
  let path: readonly [KnownUser, ...KnownUser[]] | undefined;
  const getProfile = async () => {
    path ??= await listMerged(userId, services.profiles.get);
    return path.at(-1)?.profile;
  };
  const readOwn = async () => {
    await getProfile();
    return path?.[0].profile;
  };
  const isOutsideAudience = needsAudience && !followUp.isInAudience(getAttributes(await getProfile()));
  const withheldReason = isOutsideAudience ? 'not-in-audience' : match.withheldReason;
  const readProfile = async () => (canEnroll ? getProfile() : undefined);
  const sources = { trigger: detail, readProfile };
  const { elapsedDelay, comparison } = followUp;
  const dueAt = elapsedDelay === undefined ? await findDueInstant(at, followUp, sources, services) : at + elapsedDelay;
  const input: TriggerInput = {
    kind: 'trigger',
    event: { id: getEventIdentity(event), eventId, at },
    dueAt,
    restartExceptions: match.exceptions,
    conversions: match.conversions,
    ...(withheldReason ? { withheldReason } : {}),
    ...(comparison === undefined ? {} : { compared: comparison.readValues(detail) }),
  };
  const prepareDeparture = (user: string) => checkDeparture(followUp, { ...sources, userId: user }, services);
  const change = { followUp, userId, input, triggerDetail: detail, prepareDeparture, readProfile: readOwn };
  const { row, toDispatch, isForgotten, isClaimOpen, ...changed } = await changeRow(change, services);
  return { userId: changed.userId, row, toDispatch, profile: path?.at(-1)?.profile, isForgotten, isClaimOpen };
}
