import type { Contact } from '../core/contact.ts';
import { eraseContact } from '../core/contact-changes.ts';
import { CONTACT_CHANNELS, type ContactChannel } from '../core/contracts/consent.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Services } from '../core/ports.ts';
import { retryContendedWrite } from '../core/retry.ts';
import { applySuppression, listSuppressions } from '../core/suppression.ts';

/** The services by which contacts are erased. */
type ContactServices = Pick<Services, 'clock' | 'contacts' | 'suppressions' | 'backoff'>;

/** The contact that is erased, and the cut of the deletion. */
interface ErasedContact {
  readonly userId: string;
  readonly channel: ContactChannel;
  readonly deletedUntil: Instant;
}

/** Erases the addresses and consents that were stated of a user up to the cut of a deletion, and removes contacts of which nothing is left (R65). */
export async function eraseContacts(
  userId: string,
  { deletedUntil, sweep }: { readonly deletedUntil: Instant; readonly sweep: 1 | 2 },
  services: ContactServices,
): Promise<void> {
  for (const channel of CONTACT_CHANNELS) {
    const erased = { userId, channel, deletedUntil };
    const { left } = await retryContendedWrite({ what: 'contact', wait: services.backoff }, () =>
      eraseOnce(erased, services),
    );
    const { rev, ...rest } = left ?? { rev: 0 };
    const isEmpty = rev > 0 && Object.keys(rest).length === 0;
    // Not before the second sweep: a writer that read the contact before the first one must find another revision.
    if (sweep === 2 && isEmpty) await services.contacts.remove(userId, channel, rev);
  }
}

/**
 * Erases a contact after what it says of refusals is kept, and applies to an address that came since what is kept of it (R84): the contact may
 * have had the same address before, so that it was not looked up. Returns what is left; undefined if it was changed meanwhile.
 */
async function eraseOnce(
  { userId, channel, deletedUntil }: ErasedContact,
  { clock, contacts, suppressions }: ContactServices,
): Promise<{ readonly left: Contact | undefined } | undefined> {
  const contact = await contacts.get(userId, channel);
  const erased = contact && eraseContact(contact, deletedUntil);
  if (contact === undefined || erased === undefined) return { left: contact };
  for (const [address, suppression] of listSuppressions(contact, {
    refusedUntil: deletedUntil,
    givenUntil: deletedUntil,
  }))
    await suppressions.keep(channel, address, suppression);
  const address = erased.address?.value;
  const kept = typeof address === 'string' ? await suppressions.get(channel, address) : undefined;
  const left = applySuppression(erased, kept, clock.now());
  let isWritten = false;
  await contacts.update(userId, channel, (present) => {
    isWritten = present?.rev === contact.rev;
    return isWritten ? left : undefined;
  });
  return isWritten ? { left } : undefined;
}
