import type { MessageDispatched } from '../core/contracts/dispatch.ts';
import type { Detail } from '../core/contracts/event.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import type { DecisionInput } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { createTemplateUser, type Profile } from '../core/profile.ts';
import { renderMessages } from '../core/rendering.ts';
import type { LiveEnrollment, Row } from '../core/row.ts';
import { createSizeProblem, findBlankMessage, type Unsendable } from '../core/unsendable.ts';
import { changeRow } from './change-row.ts';

/** A claimed enrollment, about to leave. */
export interface ClaimedEnrollment {
  readonly followUp: FollowUp;
  readonly userId: string;
  readonly row: Row;
  readonly enrollment: LiveEnrollment;
  /** The event's Detail, as its producer sent it. */
  readonly trigger: Detail;
  /** The user's profile, where it was read just now, for the audience. */
  readonly profile?: Profile | undefined;
}

/** A claimed message is rendered, handed over and written down. A repeat renders the same version, as at the same instant, with the same dispatch id (R71). */
export async function dispatchClaimed(claimed: ClaimedEnrollment, services: Services): Promise<void> {
  const { followUp, userId, enrollment, row } = claimed;
  const { enrollmentId } = enrollment;
  const message = await renderMessage(claimed, services);
  const problem = 'dispatchId' in message ? await sendMessage(message, services) : message;
  const input: DecisionInput =
    problem === undefined ? { kind: 'sent', enrollmentId } : { kind: 'unsendable', enrollmentId, ...problem };
  await changeRow({ followUp, userId, input, currentRow: row }, services);
}

/** Sends a message, or says why it is not. */
async function sendMessage(message: MessageDispatched, { outbox }: Services): Promise<Unsendable | undefined> {
  return (await outbox.send(message)) === 'too-large' ? createSizeProblem(message) : undefined;
}

/** Renders the message, or says why it cannot be sent: the content's fault, not the wave's. */
async function renderMessage(
  { followUp, userId, enrollment, trigger, profile }: ClaimedEnrollment,
  services: Services,
): Promise<MessageDispatched | Unsendable> {
  const { claim, enrollmentId, publication, dueAt } = enrollment;
  if (claim === undefined) throw new Error(`enrollment ${enrollmentId}: expected to be claimed`);
  const { campaignId } = followUp;
  const { version } = claim;
  const isSame = followUp.published.version === version && followUp.published.publication === publication;
  const claimedFollowUp = isSame ? followUp : await services.followUps.get({ campaignId, publication, version });
  const user = createTemplateUser(userId, profile ?? (await services.profiles.getEventually(userId)));
  const templateData = { user, trigger: createSeenTrigger(trigger, enrollment) };
  const result = renderMessages(claimedFollowUp.published, { ...templateData, now: claim.at });
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
    trigger: templateData.trigger,
    dueAt: formatInstant(dueAt),
    dispatchedAt: formatInstant(claim.at),
  };
  return findBlankMessage(message) ?? message;
}

/** The trigger as templates and receivers see it: as its producer sent it, with its id, and with its instant also where that came beside the Detail (R77). */
function createSeenTrigger(trigger: Detail, { eventId, at }: LiveEnrollment): Detail {
  return { ...trigger, id: eventId, occurredAt: trigger['occurredAt'] || formatInstant(at) };
}
