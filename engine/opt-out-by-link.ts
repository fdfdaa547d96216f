import { optOutContact } from '../core/contact-changes.ts';
import type { ContactChannel } from '../core/contracts/consent.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { UNSUBSCRIBE_LINK_SOURCE } from '../core/contracts/unsubscribe.ts';
import type { Contacts } from '../core/ports.ts';
import { followContacts } from './follow-merges.ts';

/** An opt-out of a user by the link of a message (R82). */
export interface LinkOptOut {
  readonly userId: string;
  readonly channel: ContactChannel;
  readonly at: Instant;
  /** The proof: which message had the link, and how it was used. */
  readonly evidence: string;
}

/** Records an opt-out by the link of a message. A repeat changes nothing that matters. */
export function optOutByLink({ userId, channel, at, evidence }: LinkOptOut, contacts: Contacts): Promise<void> {
  const statement = { at, source: UNSUBSCRIBE_LINK_SOURCE, evidence };
  return followContacts(contacts).update(userId, channel, (contact) => optOutContact(contact, statement));
}
