import type { UserEvent } from '../../../core/contracts/event.ts';
import type { Services } from '../../../core/ports.ts';
import { applyExceptions as applyExceptionMatches } from '../../../engine/apply-exceptions.ts';
import { applyTriggers as applyTriggerMatches } from '../../../engine/apply-triggers.ts';
import { matchFollowUps } from '../../../engine/match.ts';

/** Matches an event and applies it as a trigger, as match-trigger does. */
export async function applyTriggers(event: UserEvent, services: Services): Promise<number> {
  return applyTriggerMatches(event, services, await matchFollowUps(event, services));
}

/** Matches an event and applies it as an exception, as match-exception does. */
export async function applyExceptions(event: UserEvent, services: Services): Promise<number> {
  return applyExceptionMatches(event, services, await matchFollowUps(event, services));
}
