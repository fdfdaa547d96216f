import type { Detail, UserEvent } from '../core/contracts/event.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { isCalendarDelay } from '../core/contracts/schedule-delay.ts';
import { isTimeZone } from '../core/contracts/time-zone.ts';
import { type ComputeDueInstant, createDueInstants } from '../core/due-instants.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { getTimeZone } from '../core/profile.ts';
import { getCompanyZone } from './change-settings.ts';
import type { ReadProfile } from './enroll-user.ts';

/** The functions of the versions that were used, each with its cache. */
const computeByFollowUp = new WeakMap<FollowUp, ComputeDueInstant>();

/** Returns the due instant of a calendar delay for a trigger (R20 to R22). The profile is read only if the zone of the user is asked for and the event names none. */
export async function findDueInstant(
  { at, detail }: Pick<UserEvent, 'at' | 'detail'>,
  followUp: FollowUp,
  { services, readProfile }: { readonly services: Pick<Services, 'settings'>; readonly readProfile: ReadProfile },
): Promise<Instant> {
  const { delay } = followUp.published.definition;
  if (!isCalendarDelay(delay)) throw new Error(`campaign ${followUp.campaignId}: expected a calendar delay`);
  const compute = computeByFollowUp.get(followUp) ?? createDueInstants(delay);
  computeByFollowUp.set(followUp, compute);
  const zone = delay.zone === 'user' ? await findUserZone(detail, readProfile) : undefined;
  return compute(at, zone ?? (await findCompanyZone(services)));
}

/** Returns the time zone of a user: that of the trigger event, else that of the profile (R21). A zone that does not exist counts as none. */
async function findUserZone({ timeZone }: Detail, readProfile: ReadProfile): Promise<string | undefined> {
  return typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : getTimeZone(await readProfile());
}

async function findCompanyZone(services: Pick<Services, 'settings'>): Promise<string> {
  const { state } = await services.settings.getRecent();
  return getCompanyZone(state.settings, services);
}
