import type { Contact } from '../core/contact.ts';
import { uniteContacts } from '../core/contact-changes.ts';
import { CONTACT_CHANNELS, type ContactChannel } from '../core/contracts/consent.ts';
import type { Services } from '../core/ports.ts';
import type { Profile } from '../core/profile.ts';
import { retryContendedWrite } from '../core/retry.ts';
import { followContacts } from './follow-merges.ts';

/** The services by which contacts are merged. */
type ContactServices = Pick<Services, 'contacts' | 'backoff'>;

/**
 * Merges the addresses and the consents of a user who was merged with those of the user into whom it was merged (R65, R82). From then on the contact of the
 * merged user leads to the other one, also where nothing was known of it: an unsubscribe link in an old message acts on the other. Where nothing is
 * known of a user who was deleted with the other one, nothing is written.
 */
export async function mergeContacts(merged: MergedUser, intoUserId: string, services: ContactServices): Promise<void> {
  for (const channel of CONTACT_CHANNELS) {
    await retryContendedWrite({ what: 'contact', wait: services.backoff }, () =>
      mergeOnce({ ...merged, intoUserId, channel }, services),
    );
  }
}

/** A merged user, and whether it was deleted with the user into whom it was merged. */
type MergedUser = { readonly userId: string } & Pick<Profile, 'isDeletedAlias'>;

/** Merges a contact, then lets it lead to the other one. Returns undefined if it was changed in between: that is united too. */
async function mergeOnce(
  { userId, isDeletedAlias, intoUserId, channel }: MergedUser & { intoUserId: string; channel: ContactChannel },
  { contacts }: Pick<Services, 'contacts'>,
): Promise<true | undefined> {
  const merged = await contacts.get(userId, channel);
  if (merged?.mergedInto !== undefined || (merged === undefined && isDeletedAlias)) return true;
  if (merged !== undefined)
    await followContacts(contacts).update(intoUserId, channel, (contact) => uniteContacts(contact, merged));
  let isWritten = false;
  await contacts.update(userId, channel, (present): Contact | undefined => {
    isWritten = present?.rev === merged?.rev;
    return isWritten ? { rev: (present?.rev ?? 0) + 1, mergedInto: intoUserId } : undefined;
  });
  return isWritten || undefined;
}
