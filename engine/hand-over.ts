import type { MessageDispatched } from '../core/contracts/dispatch.ts';
import type { Detail } from '../core/contracts/event.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import type { Input } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { type Profile, templateUserOf } from '../core/profile.ts';
import { renderMessages } from '../core/rendering.ts';
import type { LiveTrigger, Row } from '../core/row.ts';
import { blankMessage, largeMessage, type Unsendable } from '../core/unsendable.ts';
import { changeRow } from './change-row.ts';

/** A claimed enrollment, about to leave. */
export interface Claimed {
  readonly followUp: FollowUp;
  readonly userId: string;
  readonly row: Row;
  readonly entry: LiveTrigger;
  /** The event's Detail, as its producer sent it. */
  readonly trigger: Detail;
  /** The user's profile, where it was read just now, for the audience. */
  readonly profile?: Profile | undefined;
}

/** A claimed message is rendered, handed over and written down. A repeat renders the same version, as at the same instant, with the same dispatch id (R71). */
export async function handOver(claimed: Claimed, services: Services): Promise<void> {
  const { followUp, userId, entry, row } = claimed;
  const { enrollmentId } = entry;
  const message = await messageOf(claimed, services);
  const refusal = 'dispatchId' in message ? await send(message, services) : message;
  const input: Input =
    refusal === undefined ? { kind: 'sent', enrollmentId } : { kind: 'unsendable', enrollmentId, ...refusal };
  await changeRow({ followUp, userId, input, known: row }, services);
}

/** Sends a message, or says why it is not. */
async function send(message: MessageDispatched, { outbox }: Services): Promise<Unsendable | undefined> {
  return (await outbox.send(message)) === 'too-large' ? largeMessage(message) : undefined;
}

/** Renders the message, or says why it cannot be sent: the content's fault, not the wave's. */
async function messageOf(
  { followUp, userId, entry, trigger, profile }: Claimed,
  services: Services,
): Promise<MessageDispatched | Unsendable> {
  const { claim, enrollmentId, publication, dueAt } = entry;
  if (claim === undefined) throw new Error(`enrollment ${enrollmentId}: expected to be claimed`);
  const { campaignId } = followUp;
  const { version } = claim;
  const isSame = followUp.published.version === version && followUp.published.publication === publication;
  const used = isSame ? followUp : await services.followUps.get({ campaignId, publication, version });
  const user = templateUserOf(userId, profile ?? (await services.profiles.glance(userId)));
  const seen = { user, trigger: seenTrigger(trigger, entry) };
  const result = renderMessages(used.published, { ...seen, now: claim.at });
  if ('unsendable' in result) {
    const { reason, detail } = result.unsendable;
    if (reason === 'render-error') services.log.warn('RENDER_FAILED', { campaignId, version, error: detail });
    return result.unsendable;
  }
  const message = {
    dispatchId: enrollmentId,
    campaignId,
    version,
    userId,
    messages: result.messages,
    trigger: seen.trigger,
    dueAt: writeInstant(dueAt),
    dispatchedAt: writeInstant(claim.at),
  };
  return blankMessage(message) ?? message;
}

/** The trigger as templates and receivers see it: as its producer sent it, with its id, and with its instant also where that came beside the Detail (R77). */
function seenTrigger(trigger: Detail, { eventId, at }: LiveTrigger): Detail {
  return { ...trigger, id: eventId, occurredAt: trigger['occurredAt'] || writeInstant(at) };
}
