import { getDuration } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { QuietHours } from '../core/contracts/quiet-hours.ts';
import { DAY, type TimeSpan } from '../core/contracts/time-span.ts';
import type { FollowUp } from '../core/follow-up.ts';
import { findQuietBegin } from '../core/quiet-hours.ts';
import type { DepartureCheck } from './change-row.ts';
import { findQuiet, findQuietHours } from './find-quiet-hours.ts';
import { findReach, type ReachServices } from './find-reach.ts';
import { findUserZone, type ZoneSources } from './find-zone.ts';

/** The longest time for which a sender tries to send a message (R87). */
const MAX_SENDING_TIME: TimeSpan = DAY;

/** The user of a message that may leave, and the sources of the time zone. */
export interface DepartureSources extends ZoneSources {
  readonly userId: string;
}

/**
 * Reads what decides whether a message may leave: the quiet hours of the user (R26), and the channels that reach the user (R83). Returns
 * undefined if the follow-up has no quiet hours and no channel with a sender, which costs no read.
 */
export async function checkDeparture(
  followUp: FollowUp,
  sources: DepartureSources,
  services: ReachServices,
): Promise<DepartureCheck | undefined> {
  const hours = await findQuietHours(followUp, services);
  const reach = await findReach(followUp, sources, services);
  if (hours === undefined && reach === undefined) return undefined;
  const quiet = hours === undefined ? undefined : { hours, zone: await findUserZone(sources, services) };
  return {
    findQuiet: (at) => (quiet === undefined ? undefined : findQuiet(quiet.hours, quiet.zone, at)),
    findReach: (now) => reach && { ...reach, sendBefore: findSendBefore(followUp, now, quiet) },
  };
}

/** Returns the instant from which on a message that leaves now is not sent any more: the earliest of a day later, the end of the duration, and the next quiet hours (R87). */
function findSendBefore(
  { published }: FollowUp,
  now: Instant,
  quiet: { readonly hours: QuietHours; readonly zone: string } | undefined,
): Instant {
  return Math.min(
    now + MAX_SENDING_TIME,
    getDuration(published.definition)?.end ?? Number.POSITIVE_INFINITY,
    quiet === undefined ? Number.POSITIVE_INFINITY : findQuietBegin(quiet.hours, now, quiet.zone),
  );
}
