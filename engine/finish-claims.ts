import type { UserEvent } from '../core/contracts/event.ts';
import { identityOf } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { handOver } from './hand-over.ts';

/**
 * A delivery that is repeated first finishes what the one before it may have left: a message claimed to leave at once,
 * which no wave knows of, and whose follow-up may not listen any more (R51: what was claimed counts as sent).
 */
export async function finishClaims(event: UserEvent, services: Services): Promise<void> {
  const trigger = identityOf(event);
  for (const { campaignId, row } of await services.rows.ofUser(event.userId)) {
    const entry = row.live.find(
      (live) => live.trigger === trigger && live.state === 'claimed' && live.wave === undefined,
    );
    if (entry?.claim === undefined) continue;
    const { publication, claim } = entry;
    const followUp = await services.followUps.get({ campaignId, publication, version: claim.version });
    await handOver({ followUp, userId: event.userId, row, entry, trigger: event.detail }, services);
  }
}
