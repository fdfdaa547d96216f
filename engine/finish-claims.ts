import type { UserEvent } from '../core/contracts/event.ts';
import { getEventIdentity } from '../core/identity.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';

/**
 * A delivery that is repeated first finishes what the one before it may have left: a message claimed to leave at once,
 * which no wave knows of, and whose follow-up may not listen any more (R51: what was claimed counts as sent).
 */
export async function finishClaims(event: UserEvent, services: Services): Promise<void> {
  const trigger = getEventIdentity(event);
  for (const { campaignId, row } of await services.rows.listByUser(event.userId)) {
    const enrollment = row.live.find(
      (live): live is ClaimedEnrollment =>
        live.trigger === trigger && live.state === 'claimed' && live.wave === undefined,
    );
    if (enrollment === undefined) continue;
    const { publication, claim } = enrollment;
    const followUp = await services.followUps.get({ campaignId, publication, version: claim.version });
    await dispatchClaimed({ followUp, userId: event.userId, row, enrollment, trigger: event.detail }, services);
  }
}
