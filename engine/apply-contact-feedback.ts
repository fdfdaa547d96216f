import { markContact, optOutContact } from '../core/contact-changes.ts';
import type { ContactChannel } from '../core/contracts/consent.ts';
import type { ContactFeedback } from '../core/feedback.ts';
import type { Services } from '../core/ports.ts';
import { findUser, followContacts } from './follow-merges.ts';

/** The reports of a provider about the contact of a user. */
export interface ReportedContact {
  readonly userId: string;
  readonly channel: ContactChannel;
  readonly feedback: readonly ContactFeedback[];
}

/** The ports by which these reports take effect. */
type ContactServices = Pick<Services, 'profiles' | 'contacts' | 'suppressions'>;

/**
 * Applies bounces and complaints to the contact of their user (R84). Those of a deleted user who has no address since are kept for the next user
 * with the address: nothing is written of the user any more (R65). Those of a merged user concern the user into whom it was merged. Each step
 * may be repeated.
 */
export async function applyContactFeedback(reported: ReportedContact, services: ContactServices): Promise<void> {
  const { userId, channel, feedback } = reported;
  if (feedback.length === 0) return;
  if (await isGone(reported, services)) {
    for (const each of feedback) await keepFeedback(channel, each, services);
    return;
  }
  for (const each of feedback)
    await followContacts(services.contacts).update(userId, channel, (contact) =>
      each.kind === 'mark' ? markContact(contact, each.mark) : optOutContact(contact, each.statement),
    );
}

/** Returns whether a user, or the one into whom it was merged, was deleted and has no address on a channel since. */
async function isGone({ userId, channel }: ReportedContact, { profiles, contacts }: ContactServices): Promise<boolean> {
  if ((await findUser(userId, profiles.get)).profile?.deletedUntil === undefined) return false;
  return (await followContacts(contacts).get(userId, channel))?.address === undefined;
}

function keepFeedback(channel: ContactChannel, feedback: ContactFeedback, { suppressions }: ContactServices) {
  if (feedback.kind === 'mark') {
    const { address, at, reason } = feedback.mark;
    return suppressions.keep(channel, address, { mark: { at, reason } });
  }
  const { address, statement } = feedback;
  return address === undefined ? undefined : suppressions.keep(channel, address, { optedOutAt: statement.at });
}
