import { CONTACT_CHANNELS } from '../core/contracts/consent.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Services } from '../core/ports.ts';
import { listSuppressions } from '../core/suppression.ts';
import { readContact } from './read-contact.ts';

/**
 * Keeps what must outlive a user who is deleted: the refusals up to the cut, under keyed hashes of the user's addresses (R84). It is called
 * while the profile is still there, which may have an address that the contact lacks. A repeat changes nothing.
 */
export async function keepSuppressions(
  userId: string,
  refusedUntil: Instant,
  { profiles, contacts, suppressions }: Pick<Services, 'profiles' | 'contacts' | 'suppressions'>,
): Promise<void> {
  const owner = { userId, readProfile: () => profiles.get(userId) };
  for (const channel of CONTACT_CHANNELS) {
    const known = await contacts.get(userId, channel);
    // Without an opt-out there is nothing to keep for an address that only the profile has.
    const contact = known?.optOut === undefined ? known : await readContact(owner, channel, { contacts });
    if (contact === undefined) continue;
    for (const [address, suppression] of listSuppressions(contact, { refusedUntil }))
      await suppressions.keep(channel, address, suppression);
  }
}
