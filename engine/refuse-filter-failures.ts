import type { UserEvent } from '../core/contracts/event.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { DAY } from '../core/contracts/time-span.ts';
import { digest, getEventIdentity } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { FollowUpMatch } from './match.ts';

/**
 * Keeps an event as refused for each campaign whose filters failed on it: they would take too many steps (R78), or can no longer be
 * run. The other campaigns process the event; if it is put again, it is a repeat for them.
 */
export async function refuseFilterFailures(
  event: UserEvent,
  matches: readonly FollowUpMatch[],
  { refusals, clock }: Services,
): Promise<void> {
  const at = clock.now();
  for (const { followUp, match } of matches) {
    if (match.filterFailure === undefined) continue;
    const { code } = match.filterFailure;
    const message = `${followUp.campaignId}: ${match.filterFailure.message}`;
    const id = digest(code, followUp.campaignId, getEventIdentity(event));
    await refusals.add({ code, message, at, entry: createEntry(event) }, { id, since: at - (at % DAY) });
  }
}

/** Returns the event as an entry that can be put again, with the id by which it is recognized as a repeat. */
function createEntry({ kind, source, detail, id, at }: UserEvent) {
  return {
    Source: source,
    DetailType: kind === 'interaction' ? 'Campaign Interaction' : 'User Behavior',
    Detail: { ...detail, id },
    Time: formatInstant(at),
  };
}
