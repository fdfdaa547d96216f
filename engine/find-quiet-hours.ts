import type { Instant } from '../core/contracts/instant.ts';
import type { QuietHours } from '../core/contracts/quiet-hours.ts';
import type { Quiet } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { createQuietEnds, type FindQuietEnd } from '../core/quiet-hours.ts';

/** The functions that find the ends of quiet hours, by their times: the versions of all campaigns have few different ones. */
const endsByTimes = new Map<string, FindQuietEnd>();
const MAX_CACHED_TIMES = 100;

/** Returns the quiet hours of the newest version of a follow-up, or else of the installation (R26). */
export async function findQuietHours(
  { published }: FollowUp,
  services: Pick<Services, 'settings'>,
): Promise<QuietHours | undefined> {
  const own = published.definition.quietHours;
  if (own === 'none') return undefined;
  return own ?? (await services.settings.getRecent()).state.settings.quietHours;
}

/** Returns the quiet hours in which a message would leave at an instant, in the zone of its user; undefined if it is not quiet (R26). */
export function findQuiet(hours: QuietHours, zone: string, at: Instant): Quiet | undefined {
  const until = getQuietEnds(hours)(at, zone);
  return until === undefined ? undefined : { until, isHold: hours.then === 'hold' };
}

function getQuietEnds(hours: QuietHours): FindQuietEnd {
  const times = `${hours.from} ${hours.to}`;
  const known = endsByTimes.get(times);
  if (known !== undefined) return known;
  if (endsByTimes.size >= MAX_CACHED_TIMES) endsByTimes.clear();
  const ends = createQuietEnds(hours);
  endsByTimes.set(times, ends);
  return ends;
}
