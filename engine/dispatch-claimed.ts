import type { Channel } from '../core/contracts/definition.ts';
import type { MessageDispatched } from '../core/contracts/dispatch.ts';
import type { Detail } from '../core/contracts/event.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import type { DecisionInput } from '../core/decide/input.ts';
import { isForgotten } from '../core/erasure.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Claim, ClaimedEnrollment, EnrolledTrigger } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import { createTemplateUser, type Profile } from '../core/profile.ts';
import { renderMessages } from '../core/rendering.ts';
import type { Row } from '../core/row.ts';
import { computeLocalDay } from '../core/statistics/local-day.ts';
import { findBlankMessage, type Unsendable } from '../core/unsendable.ts';
import { changeRow } from './change-row.ts';
import { findCompanyZone } from './find-zone.ts';
import { releaseMessage } from './release-message.ts';

/** A claimed enrollment whose message is to be dispatched. */
export interface DispatchRequest {
  readonly followUp: FollowUp;
  readonly userId: string;
  readonly row: Row;
  readonly enrollment: ClaimedEnrollment;
  /** The event's Detail, as its producer sent it. */
  readonly trigger: Detail;
  /** The user's profile, if it was just read for the audience. */
  readonly profile?: Profile | undefined;
  /** Waits until the messages that are sent together with this one are ready too. */
  readonly beforeSend?: () => Promise<void>;
}

/** Renders and dispatches the message of a claimed enrollment, and records the result. For a user of the control group it is rendered only (R46). A repeat renders the same version, as at the same instant, with the same dispatch id (R71). */
export async function dispatchClaimed(request: DispatchRequest, services: Services): Promise<void> {
  const { followUp, userId, enrollment, row } = request;
  const { claim, enrollmentId, publication } = enrollment;
  const { campaignId, published } = followUp;
  const isNewest = published.version === claim.version && published.publication === publication;
  const claimedFollowUp = isNewest
    ? followUp
    : await services.followUps.get({ campaignId, publication, version: claim.version });
  const profile = request.profile ?? (await services.profiles.getEventually(userId));
  if (isErasureDue(request, profile)) return;
  const companyZone = followUp.hasStatistics ? await findCompanyZone(services) : undefined;
  const message = renderMessage({ ...request, followUp: claimedFollowUp, profile, companyZone }, services);
  if ('reason' in message && message.reason === 'render-error')
    services.log.warn('RENDER_FAILED', { campaignId, version: claim.version, error: message.detail });
  const { definition } = claimedFollowUp.published;
  const result =
    'dispatchId' in message
      ? await releaseMessage(message, { claim, definition, profile, beforeSend: request.beforeSend }, services)
      : message;
  const input: DecisionInput =
    'reason' in result
      ? { kind: 'unsendable', enrollmentId, ...result }
      : { kind: 'sent', enrollmentId, ...(result.capped.length > 0 && { capped: result.capped }) };
  await changeRow({ followUp, userId, input, currentRow: row }, services);
}

/**
 * Returns whether the user of the row was deleted after the trigger, and the sweep has not reached the row yet: it takes the claim along
 * (R65). A row that was swept has the cut, and what it holds from before came with a user who was merged since.
 */
function isErasureDue({ userId, row, enrollment }: DispatchRequest, profile: Profile | undefined): boolean {
  const { deletedUntil, mergedInto, mergedFrom } = profile ?? {};
  if (deletedUntil === undefined || !isForgotten(enrollment.at, deletedUntil)) return false;
  const isOfOther = mergedInto !== undefined || mergedFrom?.includes(userId) === true;
  const isSwept = isForgotten(deletedUntil, row.deletedUntil);
  return !isOfOther && !isSwept;
}

/** A message that is rendered. */
interface RenderRequest extends Pick<DispatchRequest, 'followUp' | 'userId' | 'trigger' | 'profile'> {
  readonly enrollment: Pick<EnrolledTrigger, 'enrollmentId' | 'eventId' | 'at' | 'dueAt'> & {
    readonly claim: Pick<Claim, 'at' | 'variant' | 'comparedVariant' | 'leftOut' | 'sendBefore' | 'epoch'>;
  };
  /** The zone whose days the statistics of the campaign have; absent if it has none. */
  readonly companyZone?: string | undefined;
}

/** Renders the message, or returns why it cannot be sent. That is a fault of the content, not of the wave. */
export function renderMessage(
  { followUp, userId, enrollment, trigger, profile, companyZone }: RenderRequest,
  { senderChannels, prepareHtml }: Pick<Services, 'senderChannels' | 'prepareHtml'>,
): MessageDispatched | Unsendable {
  const { campaignId, published } = followUp;
  const { version } = published;
  const { claim } = enrollment;
  const templateData = { user: createTemplateUser(userId, profile), trigger: createSeenTrigger(trigger, enrollment) };
  const variant = claim.variant ?? claim.comparedVariant;
  const result = renderMessages(published, { ...templateData, variant, now: claim.at, senderChannels, prepareHtml });
  if ('unsendable' in result) return result.unsendable;
  const isLeftOut = (channel: Channel) => claim.leftOut?.some((each) => each.channel === channel) ?? false;
  const message: MessageDispatched = {
    dispatchId: enrollment.enrollmentId,
    campaignId,
    version,
    ...(claim.variant !== undefined && { variant: claim.variant }),
    userId,
    messages: result.messages.filter(({ channel }) => !isLeftOut(channel)),
    trigger: templateData.trigger,
    dueAt: formatInstant(enrollment.dueAt),
    dispatchedAt: formatInstant(claim.at),
    ...(claim.sendBefore !== undefined && { sendBefore: formatInstant(claim.sendBefore) }),
    ...(published.definition.purpose === 'transactional' && { purpose: 'transactional' }),
    ...(companyZone !== undefined && {
      statistics: { day: computeLocalDay(claim.at, companyZone), epoch: claim.epoch ?? 0 },
    }),
  };
  return findBlankMessage(message) ?? message;
}

/** Creates the trigger as templates and receivers see it: as its producer sent it, with its id, and with its instant even if that was not in the Detail (R77). */
function createSeenTrigger(trigger: Detail, { eventId, at }: Pick<EnrolledTrigger, 'eventId' | 'at'>): Detail {
  return { ...trigger, id: eventId, occurredAt: trigger['occurredAt'] || formatInstant(at) };
}
