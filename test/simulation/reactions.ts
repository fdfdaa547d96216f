import type { Instant } from '../../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Done, Plan } from './history.ts';
import { eventOf, STARTED } from './kinds.ts';
import type { Random } from './random.ts';

/** A message that a user may react to. */
export interface Received {
  readonly userId: string;
  readonly dispatchId: string;
  /** The instant at which it was claimed. */
  readonly claimed: Instant;
}

/** Draws what a user does after a message: at its instant, in time, at the deadline, or just after it (R47). */
export function drawReactions(
  { userId, dispatchId, claimed }: Received,
  { conversions = [] }: Plan,
  random: Random,
): Done[] {
  return conversions
    .filter(({ choice }) => choice === STARTED)
    .flatMap(({ within }) =>
      Array.from({ length: random.between(0, 3) }, (_, index) => {
        const after: TimeSpan = random.pick([
          () => 0,
          () => 1,
          () => within,
          () => within + 1,
          () => random.upTo(within),
          () => random.upTo(2 * SECOND),
        ])();
        const fields = { id: `r${index} of ${dispatchId.slice(0, 8)}`, userId, at: claimed + after };
        return { kind: 'started', event: eventOf('started', fields) };
      }),
    );
}
