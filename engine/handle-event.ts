import type { UserEvent } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { applyExceptions } from './apply-exceptions.ts';
import { type FollowUpMatch, matchFollowUps } from './match.ts';
import { refuseFilterFailures } from './refuse-filter-failures.ts';

/** A port that forwards an event which triggers something, while its exceptions are applied: to a queue on AWS; one machine handles it afterwards. */
export type ForwardTrigger = (event: UserEvent, matches: readonly FollowUpMatch[]) => Promise<unknown>;

/**
 * Handles an event: it ends the waits of which it is an exception, and is forwarded if it triggers something. Returns the number of
 * follow-ups whose exception it is. An exception never waits behind triggers.
 */
export async function handleEvent(
  event: UserEvent,
  services: Services,
  forwardTrigger: ForwardTrigger,
): Promise<number> {
  const matches = await matchFollowUps(event, services);
  const isTrigger = matches.some(({ match }) => match.isTrigger);
  // At the same time, so that a row which is slow holds up no trigger. If one half fails, the other is still done; both are then
  // repeated, and the half that was done changes nothing (R60).
  const [applied, forwarded] = await Promise.allSettled([
    applyExceptions(event, services, matches),
    isTrigger ? forwardTrigger(event, matches) : undefined,
    event.kind === 'interaction' ? services.arrivals.note(event) : undefined,
  ]);
  if (applied.status === 'rejected') throw applied.reason;
  if (forwarded.status === 'rejected') throw forwarded.reason;
  // A forwarded event is refused where it is handled as a trigger: operators see the refusal once.
  if (!isTrigger) await refuseFilterFailures(event, matches, services);
  return applied.value;
}
