import type { QuietHours } from '../core/contracts/quiet-hours.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { createQuietEnds, type FindQuietEnd } from '../core/quiet-hours.ts';
import type { QuietCheck } from './change-row.ts';
import { findUserZone, type ZoneSources } from './find-zone.ts';

/** The functions that find the ends of quiet hours, by their times: the versions of all campaigns have few different ones. */
const endsByTimes = new Map<string, FindQuietEnd>();
const MAX_CACHED_TIMES = 100;

/**
 * Returns the check whether it is quiet for a user of a follow-up (R26), by the quiet hours of its newest version, or else of the
 * installation; undefined if there are none, which costs no read.
 */
export async function createQuietCheck(
  { published }: FollowUp,
  sources: ZoneSources,
  services: Pick<Services, 'settings'>,
): Promise<QuietCheck | undefined> {
  const own = published.definition.quietHours;
  if (own === 'none') return undefined;
  const hours = own ?? (await services.settings.getRecent()).state.settings.quietHours;
  if (hours === undefined) return undefined;
  const zone = await findUserZone(sources, services);
  const findEnd = getQuietEnds(hours);
  return (at) => {
    const until = findEnd(at, zone);
    return until === undefined ? undefined : { until, isHold: hours.then === 'hold' };
  };
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
