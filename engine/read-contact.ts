import type { Contact } from '../core/contact.ts';
import type { ContactChannel } from '../core/contracts/consent.ts';
import type { Services } from '../core/ports.ts';
import type { Profile } from '../core/profile.ts';
import { followContacts } from './follow-merges.ts';

/** The user of a contact, whose profile is read only if the contact was never given an address. */
export interface ContactOwner {
  readonly userId: string;
  readonly readProfile: () => Promise<Profile | undefined>;
}

/** The fields of a profile that hold an address. Profiles of earlier versions have them, and no contacts. */
const ADDRESS_FIELDS: Readonly<Partial<Record<ContactChannel, string>>> = { email: 'email', sms: 'phone' };

/**
 * Returns the contact of a user on a channel. If it was never given an address, it gets the one in the profile, which earlier versions
 * wrote without a contact, so that the sender finds it too. An opt-out or a mark may have made the contact.
 */
export async function readContact(
  { userId, readProfile }: ContactOwner,
  channel: ContactChannel,
  { contacts }: Pick<Services, 'contacts'>,
): Promise<Contact | undefined> {
  const followed = followContacts(contacts);
  const stored = await followed.get(userId, channel);
  const name = ADDRESS_FIELDS[channel];
  if (stored?.address !== undefined || name === undefined) return stored;
  const field = (await readProfile())?.fields[name];
  if (typeof field?.value !== 'string') return stored;
  const address = { value: field.value, at: field.at };
  let current: Contact | undefined;
  await followed.update(userId, channel, (contact) => {
    current = contact?.address === undefined ? { ...contact, rev: (contact?.rev ?? 0) + 1, address } : contact;
    return current === contact ? undefined : current;
  });
  return current;
}
