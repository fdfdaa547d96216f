import type { UserEvent } from '../core/contracts/event.ts';
import type { TriggerInput } from '../core/decide/input.ts';
import { getEventIdentity } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { getAttributes } from '../core/profile.ts';
import { changeRow } from './change-row.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';
import type { FollowUpMatch } from './match.ts';

/** Enrolls the user in every follow-up that the event triggers, and returns their number. The user waits for a wave, or is sent the message at once. */
export async function applyTriggers(
  event: UserEvent,
  services: Services,
  matches: readonly FollowUpMatch[],
): Promise<number> {
  const triggerMatches = matches.filter(({ match }) => match.isTrigger);
  for (const each of triggerMatches) await enrollUser(event, each, services);
  return triggerMatches.length;
}

async function enrollUser(event: UserEvent, { followUp, match }: FollowUpMatch, services: Services): Promise<void> {
  const { userId, id: eventId, at, detail } = event;
  const needsProfile = match.withheldReason === undefined && followUp.hasAudience;
  const profile = needsProfile ? await services.profiles.get(userId) : undefined;
  const isOutsideAudience = needsProfile && !followUp.isInAudience(getAttributes(profile));
  const withheldReason = isOutsideAudience ? 'not-in-audience' : match.withheldReason;
  const input: TriggerInput = {
    kind: 'trigger',
    event: { id: getEventIdentity(event), eventId, at },
    restartExceptions: match.exceptions,
    ...(withheldReason ? { withheldReason } : {}),
  };
  const { row, toDispatch } = await changeRow({ followUp, userId, input, triggerDetail: detail }, services);
  if (toDispatch !== undefined)
    await dispatchClaimed({ followUp, userId, row, enrollment: toDispatch, trigger: detail, profile }, services);
}
