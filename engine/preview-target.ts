import { judgeContact } from '../core/contact.ts';
import type { FollowUpDefinition } from '../core/contracts/definition.ts';
import type { RenderedMessage } from '../core/contracts/dispatch.ts';
import type { UnreachableReason } from '../core/contracts/left-out-channel.ts';
import { findHoldBack, type HoldBackReason } from '../core/contracts/sending.ts';
import { getNeededConsent } from '../core/needed-consent.ts';
import { isContained, type SendingFacts } from '../core/sending-facts.ts';
import type { ReachServices } from './find-reach.ts';
import { isContactChannel } from './find-target.ts';
import { type ContactOwner, readContact } from './read-contact.ts';

/** The target that a message would be sent to, or the reason why it would not be sent. */
export interface PreviewedTarget {
  /** True if a sender of the installation sends the channel. Otherwise a consumer has to. */
  readonly hasSender: boolean;
  /** The address, the host or the user that it would be sent to, in full. */
  readonly target?: string;
  /** The reason why the channel is left out for the user (R82 to R84). */
  readonly reason?: UnreachableReason;
  /** The reason why the mode of the installation would hold the message back (R91). */
  readonly heldBack?: HoldBackReason;
}

/** The message that is judged. */
interface JudgedMessage {
  readonly definition: FollowUpDefinition;
  readonly message: RenderedMessage;
  /** The user; absent if none is given, so that there is no address. */
  readonly owner: ContactOwner | undefined;
  readonly sending: SendingFacts | undefined;
}

/** Finds the target of a message of a campaign for a user, as its sender does. It writes nothing. */
export async function previewTarget(
  { definition, message, owner, sending }: JudgedMessage,
  services: ReachServices,
): Promise<PreviewedTarget> {
  const { channel } = message;
  if (!services.senderChannels.has(channel)) return { hasSender: false };
  if (owner === undefined) return { hasSender: true };
  const found = await findAddress(definition, { message, owner }, services);
  if ('reason' in found) return { hasSender: true, reason: found.reason };
  const { target } = found;
  if (target === undefined) return { hasSender: true };
  const sent = { channel, userId: owner.userId, target, isContained: isContained(channel, sending) };
  const heldBack = sending && findHoldBack(sending.policy, sent);
  return { hasSender: true, target, ...(heldBack === undefined ? {} : { heldBack }) };
}

async function findAddress(
  definition: FollowUpDefinition,
  { message, owner }: { readonly message: RenderedMessage; readonly owner: ContactOwner },
  services: ReachServices,
): Promise<{ readonly target?: string } | { readonly reason: UnreachableReason }> {
  const { channel, url } = message;
  if (channel === 'webhook') return typeof url === 'string' ? { target: URL.parse(url)?.hostname ?? '' } : {};
  if (!isContactChannel(channel)) return { target: owner.userId };
  const { settings } = (await services.settings.getRecent()).state;
  const verdict = judgeContact(
    await readContact(owner, channel, services),
    getNeededConsent(settings, channel, definition),
  );
  return 'reason' in verdict ? verdict : { target: verdict.address };
}
