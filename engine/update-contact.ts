import { applyContactUpdate, type ContactUpdate } from '../core/contact-changes.ts';
import type { ContactChannel } from '../core/contracts/consent.ts';
import type { Services } from '../core/ports.ts';
import { applySuppression, findNewAddress, type Suppression } from '../core/suppression.ts';
import { followContacts } from './follow-merges.ts';

/** A change of a contact by a producer, and whose contact it is. */
export interface UpdatedContact {
  readonly userId: string;
  readonly channel: ContactChannel;
  readonly update: ContactUpdate;
}

/**
 * Updates a contact. For an address that is new to it, the refusals of deleted users with this address are looked up first and written with
 * it (R84): a repeat after a failure in between would not know that the address was new. An address that stays costs no look-up.
 */
export async function updateContact(
  { userId, channel, update }: UpdatedContact,
  { clock, contacts, suppressions }: Pick<Services, 'clock' | 'contacts' | 'suppressions'>,
): Promise<void> {
  const write = async (found?: { readonly suppression: Suppression | undefined }): Promise<string | undefined> => {
    let unknownAddress: string | undefined;
    await followContacts(contacts).update(userId, channel, (contact) => {
      const changed = applyContactUpdate(contact, update);
      const newAddress = findNewAddress(contact, changed);
      unknownAddress = found === undefined ? newAddress : undefined;
      if (unknownAddress !== undefined) return undefined;
      return newAddress === undefined ? changed : changed && applySuppression(changed, found?.suppression, clock.now());
    });
    return unknownAddress;
  };
  const address = await write();
  if (address !== undefined) await write({ suppression: await suppressions.get(channel, address) });
}
