import { type Contact, isTracked, judgeContact } from '../core/contact.ts';
import { CONTACT_CHANNELS, type ContactChannel } from '../core/contracts/consent.ts';
import type { Channel } from '../core/contracts/definition.ts';
import type { MessageDispatched, RenderedMessage } from '../core/contracts/dispatch.ts';
import type { Sender } from '../core/contracts/sender.ts';
import type { InstallationSettings, Tracking } from '../core/contracts/settings.ts';
import type { AttemptFacts } from '../core/delivery/plan-attempt.ts';
import { getNeededConsent } from '../core/needed-consent.ts';
import type { Services } from '../core/ports.ts';
import { getTracking } from '../core/settings.ts';
import { followContacts } from './follow-merges.ts';

/** Returns whether a channel has addresses and consents. */
export function isContactChannel(channel: Channel): channel is ContactChannel {
  return CONTACT_CHANNELS.some((each) => each === channel);
}

/** The target of a message, or why there is none, and the interactions of it that are tracked. */
export interface FoundTarget {
  readonly target: AttemptFacts['target'];
  readonly tracking: Tracking;
}

/** The tracking of a message of which nothing is tracked. */
const UNTRACKED: Tracking = { opens: false, clicks: false };

/**
 * Returns the target of a message by the present contact of its user, or the reason why it may not be sent any more (R82 to R84), and what
 * may be tracked of it (R94).
 */
export async function findTarget(
  { userId, purpose }: MessageDispatched,
  { message, sender }: { readonly message: RenderedMessage; readonly sender: Sender },
  { contacts, settings }: Pick<Services, 'contacts' | 'settings'>,
): Promise<FoundTarget> {
  const { channel } = sender;
  if (!isContactChannel(channel)) return { target: sender.findTarget(message, userId), tracking: UNTRACKED };
  const contact = await followContacts(contacts).get(userId, channel);
  const { state } = await settings.getRecent();
  const needed = getNeededConsent(state.settings, channel, { purpose: purpose ?? 'marketing' });
  const verdict = judgeContact(contact, needed);
  const target = 'reason' in verdict ? { refused: verdict.reason } : sender.findTarget(message, verdict.address);
  return { target, tracking: findTracking(channel, { contact, settings: state.settings }) };
}

interface TrackingFacts {
  readonly contact: Contact | undefined;
  readonly settings: InstallationSettings;
}

/** Returns what is tracked of a message: of emails what the settings say, also of transactional ones, unless the user denied it (R94). */
function findTracking(channel: ContactChannel, { contact, settings }: TrackingFacts): Tracking {
  return channel === 'email' && isTracked(contact) ? getTracking(settings) : UNTRACKED;
}
