import type { UserEvent } from '../core/contracts/event.ts';
import { getEventIdentity, tagMergedId } from '../core/identity.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';
import { listMerged } from './follow-merges.ts';

/**
 * Finishes what an earlier delivery of an event may have left: a claimed message that belongs to no wave, and whose follow-up may
 * not listen to the event any more (R51: a claimed message counts as sent). If its user was merged since, the other user has it (R65).
 */
export async function finishClaims(event: UserEvent, services: Services): Promise<void> {
  const identity = getEventIdentity(event);
  for (const { userId } of await listMerged(event.userId, services.profiles.get)) {
    const trigger = userId === event.userId ? identity : tagMergedId(event.userId, identity);
    for (const { campaignId, row } of await services.rows.listByUser(userId)) {
      const enrollment = row.live.find(
        (live): live is ClaimedEnrollment =>
          live.trigger === trigger && live.state === 'claimed' && live.wave === undefined,
      );
      if (enrollment === undefined) continue;
      const { publication, claim } = enrollment;
      const followUp = await services.followUps.get({ campaignId, publication, version: claim.version });
      await dispatchClaimed({ followUp, userId, row, enrollment, trigger: event.detail }, services);
    }
  }
}
