import type { Instant } from '../core/contracts/instant.ts';
import { isCalendarDelay } from '../core/contracts/schedule-delay.ts';
import { type ComputeDueInstant, createDueInstants } from '../core/due-instants.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { findCompanyZone, findUserZone, type ZoneSources } from './find-zone.ts';

/** The functions of the versions that were used, each with its cache. */
const computeByFollowUp = new WeakMap<FollowUp, ComputeDueInstant>();

/** Returns the due instant of a calendar delay for a trigger of an instant (R20 to R22). */
export async function findDueInstant(
  at: Instant,
  followUp: FollowUp,
  sources: ZoneSources,
  services: Pick<Services, 'settings'>,
): Promise<Instant> {
  const { delay } = followUp.published.definition;
  if (!isCalendarDelay(delay)) throw new Error(`campaign ${followUp.campaignId}: expected a calendar delay`);
  const compute = computeByFollowUp.get(followUp) ?? createDueInstants(delay);
  computeByFollowUp.set(followUp, compute);
  const zone = delay.zone === 'user' ? findUserZone(sources, services) : findCompanyZone(services);
  return compute(at, await zone);
}
