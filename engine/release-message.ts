import type { CappedChannel } from '../core/contracts/capped-channels.ts';
import type { Channel, FollowUpDefinition } from '../core/contracts/definition.ts';
import { isMessageTooLarge, type MessageDispatched } from '../core/contracts/dispatch.ts';
import { createControlEntry } from '../core/control-entry.ts';
import { describeCap } from '../core/frequency-caps.ts';
import type { Claim } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import type { Profile } from '../core/profile.ts';
import { createSizeProblem, type Unsendable } from '../core/unsendable.ts';
import { checkCaps, findCaps, releaseSlot, reserveSlot } from './reserve-slot.ts';

/** The circumstances of a message that is about to leave. */
export interface ReleaseContext {
  readonly claim: Claim;
  readonly definition: FollowUpDefinition;
  readonly profile: Profile | undefined;
  /** Waits until the messages that are sent together with this one are ready too. */
  readonly beforeSend?: (() => Promise<void>) | undefined;
}

/** A message that left, with the channels that frequency caps held back, or the reason why it did not leave. */
export type ReleaseResult = { readonly capped: readonly CappedChannel[] } | NotSent;

/** The reason why a message does not leave. */
type NotSent = Unsendable | { readonly reason: 'capped'; readonly detail: string };

/**
 * Takes the slot of a message that passed all other checks, and sends it; or reports that its user is in the control group. Both come last, so
 * that a slot is always a message, and a user of the control group is one whom the message would have reached (R45, R46, R95).
 */
export async function releaseMessage(
  message: MessageDispatched,
  context: ReleaseContext,
  services: Services,
): Promise<ReleaseResult> {
  if (context.claim.isControl) return reportControl(message, context, services);
  const leaving = await takeSlot(message, context, services);
  if (!('message' in leaving)) return leaving;
  await context.beforeSend?.();
  return sendMessage(leaving, services);
}

/** A message that leaves, with its slot in the frequency caps. */
interface LeavingMessage {
  readonly message: MessageDispatched;
  /** The channels that frequency caps hold back. */
  readonly capped: readonly CappedChannel[];
  readonly hasSlot: boolean;
}

/** Takes the slot of a message, just before it is sent, and drops the channels that frequency caps hold back (R45). Without caps, nothing is read. */
async function takeSlot(
  message: MessageDispatched,
  context: ReleaseContext,
  services: Services,
): Promise<LeavingMessage | NotSent> {
  const request = createSlotRequest(message, context);
  const caps = await findCaps(request, services);
  if (caps === undefined) return { message, capped: [], hasSlot: false };
  // A slot is always a message, so that what could be no message takes none.
  if (isMessageTooLarge(message)) return createSizeProblem(message);
  const slot = await reserveSlot(request, caps, services);
  if ('cappedBy' in slot) return { reason: 'capped', detail: describeCap(slot.cappedBy) };
  const capped = caps.counted.filter((channel) => !slot.channels.includes(channel));
  const isCapped = (channel: Channel) => capped.some((each) => each === channel);
  const left = message.messages.filter(({ channel }) => !isCapped(channel));
  return { message: capped.length === 0 ? message : { ...message, messages: left }, capped, hasSlot: true };
}

/** Sends a message. If the bus does not take it, its slot is taken back before the enrollment is closed. */
async function sendMessage({ message, capped, hasSlot }: LeavingMessage, services: Services): Promise<ReleaseResult> {
  if ((await services.outbox.send(message)) === 'sent') return { capped };
  if (hasSlot) await releaseSlot(message, services);
  return createSizeProblem(message);
}

/** Reports that a user of the control group would have been sent a message. The frequency caps are checked as at the claim, and no slot is taken. */
async function reportControl(
  message: MessageDispatched,
  context: ReleaseContext,
  services: Services,
): Promise<ReleaseResult> {
  const { claim } = context;
  if (isMessageTooLarge(message)) return createSizeProblem(message);
  const slot = await checkCaps({ ...createSlotRequest(message, context), now: claim.at }, services);
  if (slot !== undefined && 'cappedBy' in slot) return { reason: 'capped', detail: describeCap(slot.cappedBy) };
  await services.reporter.report([createControlEntry(message, claim)]);
  return { capped: [] };
}

function createSlotRequest(
  { userId, dispatchId, messages }: MessageDispatched,
  { definition, profile }: Pick<ReleaseContext, 'definition' | 'profile'>,
) {
  return { definition, userId, dispatchId, channels: new Set(messages.map(({ channel }) => channel)), profile };
}
