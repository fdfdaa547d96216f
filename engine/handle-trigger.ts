import type { UserEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { applyTriggers } from './apply-triggers.ts';
import type { FollowUpMatch } from './match.ts';
import { refuseFilterFailures } from './refuse-filter-failures.ts';

/** Handles an event as a trigger: it enrolls the user in every follow-up that it triggers. Returns their number. */
export async function handleTrigger(
  event: UserEvent,
  services: Services,
  matches: readonly FollowUpMatch[],
): Promise<number> {
  const enrolled = await applyTriggers(event, services, matches);
  await refuseFilterFailures(event, matches, services);
  return enrolled;
}
