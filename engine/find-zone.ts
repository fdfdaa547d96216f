import type { Detail } from '../core/contracts/event.ts';
import { isTimeZone } from '../core/contracts/time-zone.ts';
import type { Services } from '../core/ports.ts';
import { getTimeZone, type Profile } from '../core/profile.ts';
import { getCompanyZone } from './change-settings.ts';

/** The sources of the time zone of a user: the trigger event, and the profile, which is read only if the event names no zone. */
export interface ZoneSources {
  readonly trigger: Detail;
  readonly readProfile: () => Promise<Profile | undefined>;
}

/** Returns the time zone of a user: that of the trigger event, else of the profile, else of the company (R21). A zone that does not exist counts as none. */
export async function findUserZone(
  { trigger: { timeZone }, readProfile }: ZoneSources,
  services: Pick<Services, 'settings'>,
): Promise<string> {
  if (typeof timeZone === 'string' && isTimeZone(timeZone)) return timeZone;
  return getTimeZone(await readProfile()) ?? findCompanyZone(services);
}

/** Returns the time zone of the company. */
export async function findCompanyZone(services: Pick<Services, 'settings'>): Promise<string> {
  const { state } = await services.settings.getRecent();
  return getCompanyZone(state.settings, services);
}
