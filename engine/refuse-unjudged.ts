import type { UserEvent } from '../core/contracts/event.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import { DAY } from '../core/contracts/span.ts';
import { digest, identityOf } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { Concerned } from './concerned.ts';

/**
 * Keeps for operators that campaigns could not judge an event: their filters would take too many steps (R78), or can no longer be
 * run. The others that it concerns are served; put again, it is a repeat for them.
 */
export async function refuseUnjudged(
  event: UserEvent,
  concerned: readonly Concerned[],
  { refusals, clock }: Services,
): Promise<void> {
  const at = clock.now();
  for (const { followUp, concern } of concerned) {
    if (concern.unjudged === undefined) continue;
    const { code } = concern.unjudged;
    const message = `${followUp.campaignId}: ${concern.unjudged.message}`;
    const id = digest(code, followUp.campaignId, identityOf(event));
    await refusals.keep({ code, message, at, entry: entryOf(event) }, { id, since: at - (at % DAY) });
  }
}

/** The event as an entry that it can be put as again, with the id that tells its repeats. */
function entryOf({ kind, source, detail, id, at }: UserEvent) {
  return {
    Source: source,
    DetailType: kind === 'interaction' ? 'Campaign Interaction' : 'User Behavior',
    Detail: { ...detail, id },
    Time: writeInstant(at),
  };
}
