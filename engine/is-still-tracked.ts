import { isTracked } from '../core/contact.ts';
import type { Tracking } from '../core/contracts/settings.ts';
import type { Services } from '../core/ports.ts';
import { getTracking } from '../core/settings.ts';
import { followContacts } from './follow-merges.ts';

/** Returns whether an interaction of a user with an email is tracked now. A denial and a setting count for emails from before, too (R94). */
export async function isStillTracked(
  userId: string,
  interaction: keyof Tracking,
  { contacts, settings }: Pick<Services, 'contacts' | 'settings'>,
): Promise<boolean> {
  const { state } = await settings.getRecent();
  return getTracking(state.settings)[interaction] && isTracked(await followContacts(contacts).get(userId, 'email'));
}
