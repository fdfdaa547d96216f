import type { MessageDispatched, RenderedMessage } from '../core/contracts/dispatch.ts';
import type { Detail } from '../core/contracts/event.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import type { Input } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { type Profile, templateUserOf } from '../core/profile.ts';
import { renderMessages } from '../core/rendering.ts';
import type { LiveTrigger, Row } from '../core/row.ts';
import { changeRow } from './change-row.ts';

/** A claimed enrollment, about to leave. */
export interface Claimed {
  readonly followUp: FollowUp;
  readonly userId: string;
  readonly row: Row;
  readonly entry: LiveTrigger;
  readonly trigger: Detail;
  /** The user's profile, where it was read just now, for the audience. */
  readonly profile?: Profile | undefined;
}

/** A claimed message is rendered, handed over and written down. A repeat renders the same version, as at the same instant, with the same dispatch id (R71). */
export async function handOver(claimed: Claimed, services: Services): Promise<void> {
  const { followUp, userId, entry, row } = claimed;
  const { enrollmentId } = entry;
  const message = await messageOf(claimed, services);
  const became = message === undefined ? 'render-error' : await services.outbox.send(message);
  const input: Input =
    became === 'sent' ? { kind: 'sent', enrollmentId } : { kind: 'unsendable', enrollmentId, reason: became };
  await changeRow({ followUp, userId, input, known: row }, services);
}

async function messageOf(
  { followUp, userId, entry, trigger, profile }: Claimed,
  services: Services,
): Promise<MessageDispatched | undefined> {
  const { claim, enrollmentId, publication, dueAt } = entry;
  if (claim === undefined) throw new Error(`enrollment ${enrollmentId}: expected to be claimed`);
  const { campaignId } = followUp;
  const isSame = followUp.published.version === claim.version && followUp.published.publication === publication;
  const used = isSame ? followUp : await services.followUps.get({ campaignId, publication, version: claim.version });
  const user = templateUserOf(userId, profile ?? (await services.profiles.glance(userId)));
  const messages = rendered(used, { user, trigger, campaign: used.published.definition, now: claim.at }, services);
  if (messages === undefined) return undefined;
  const [due, dispatched] = [writeInstant(dueAt), writeInstant(claim.at)];
  return {
    dispatchId: enrollmentId,
    campaignId,
    version: claim.version,
    userId,
    messages,
    trigger,
    dueAt: due,
    dispatchedAt: dispatched,
  };
}

/** A template that throws is the content's fault, not the wave's: the message is withheld, with its reason. */
function rendered(
  used: FollowUp,
  context: Parameters<typeof renderMessages>[1],
  { log }: Services,
): RenderedMessage[] | undefined {
  try {
    return renderMessages(used.published, context);
  } catch (error) {
    log.warn('RENDER_FAILED', { campaignId: used.campaignId, version: used.published.version, error: String(error) });
    return undefined;
  }
}
