import type { Assignment } from '../core/assign-variant.ts';
import { isTracked, judgeContact } from '../core/contact.ts';
import { CONTACT_CHANNELS } from '../core/contracts/consent.ts';
import type { Channel, FollowUpDefinition } from '../core/contracts/definition.ts';
import type { LeftOutChannel } from '../core/contracts/left-out-channel.ts';
import type { InstallationSettings } from '../core/contracts/settings.ts';
import type { FollowUp } from '../core/follow-up.ts';
import { getMessages, listChannels } from '../core/list-messages.ts';
import { getNeededConsent } from '../core/needed-consent.ts';
import type { Services } from '../core/ports.ts';
import { findWithheldReason, type Reach } from '../core/reach.ts';
import { findUntrackedTargets } from './find-untracked-targets.ts';
import { type ContactOwner, readContact } from './read-contact.ts';
import { readCurrentDefinition } from './read-current-definition.ts';

/** The ports by which channels are judged. */
export type ReachServices = Pick<Services, 'campaigns' | 'contacts' | 'settings' | 'senderChannels'>;

/**
 * Returns which channels of a follow-up that have a sender in this installation can be used, by the contacts of a user (R82, R83), and
 * whether the user is to be sent nothing because opens are not tracked (R94). Returns undefined if none has a sender (R81), which costs no read.
 */
export async function findReach(
  { published: { definition }, assign }: FollowUp,
  owner: ContactOwner,
  services: ReachServices,
): Promise<Omit<Reach, 'sendBefore'> | undefined> {
  const channels = listAssignedChannels(definition, assign?.(owner.userId));
  const sent = [...channels].filter((channel) => services.senderChannels.has(channel));
  const needsTracking = definition.untracked === 'withhold' && services.senderChannels.has('email');
  if (sent.length === 0 && !needsTracking) return undefined;
  const { settings } = (await services.settings.getRecent()).state;
  const leftOut: LeftOutChannel[] = [];
  for (const channel of CONTACT_CHANNELS) {
    if (!sent.includes(channel)) continue;
    const contact = await readContact(owner, channel, services);
    const verdict = judgeContact(contact, getNeededConsent(settings, channel, definition));
    if ('reason' in verdict) leftOut.push({ channel, reason: verdict.reason });
  }
  const isWithheld = needsTracking && (await isUntracked({ definition, settings, owner }, services));
  if (sent.length === 0 && !isWithheld) return undefined;
  const withheldReason = findWithheldReason([...channels], leftOut) ?? (isWithheld ? 'untracked' : undefined);
  return { leftOut, ...(withheldReason !== undefined && { withheldReason }) };
}

/**
 * Returns the channels by which a user may be reached: those of the messages of the variant. A user of the control group may be reached by
 * any channel of any variant, like the other users together (R46).
 */
function listAssignedChannels(definition: FollowUpDefinition, assignment: Assignment = {}): Set<Channel> {
  const { variant } = assignment;
  return variant === undefined
    ? listChannels(definition)
    : new Set(getMessages(definition, variant).map(({ channel }) => channel));
}

/** The follow-up and the user of whom opens may not be tracked. */
interface TrackedUser {
  readonly definition: FollowUpDefinition;
  readonly settings: InstallationSettings;
  readonly owner: ContactOwner;
}

/** Returns whether an open could not have cancelled the message: the user denied that opens are tracked, or the settings do not track them (R94). */
async function isUntracked({ definition, settings, owner }: TrackedUser, services: ReachServices): Promise<boolean> {
  const contact = await readContact(owner, 'email', services);
  if (!isTracked(contact)) return true;
  const readTarget = (id: string) => readCurrentDefinition(id, services);
  return (await findUntrackedTargets(definition, { settings, readTarget }, services)).length > 0;
}
