import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { type Delivery, type History, STAGES, type UserDeletionPlan } from './history.ts';
import type { Random } from './random.ts';

const MARGIN = 5 * MINUTE;

/**
 * Returns a history in which one or two users are deleted. The cut lies among the events, so that some of a user are forgotten and others
 * came since; the deletion comes before them, between them or after them, sometimes several times. Some of what is forgotten is delivered once
 * more, up to an hour after the deletion.
 */
export function deletingHistory(history: History, random: Random): History {
  const { events, users } = history;
  const deletions = Array.from({ length: random.chance(0.3) ? 2 : 1 }, (): UserDeletionPlan => {
    const { id: userId } = random.pick(users);
    const own = events.filter(({ event }) => event.userId === userId);
    const near = random.pick(own.length > 0 ? own : events).event.at;
    const cut = near + random.pick([-1, 0, 0, 1, SECOND, MINUTE]);
    const first = cut + random.pick([-MARGIN, -SECOND, 0, SECOND, random.upTo(MARGIN), random.upTo(20 * MINUTE)]);
    const repeats = random.chance(0.4) ? random.between(1, 2) : 0;
    const later = Array.from({ length: repeats }, () => first + random.upTo(random.pick([SECOND, 40 * MINUTE])));
    return { userId, at: cut - MARGIN, deliveries: [first, ...later] };
  });
  const deliveries = deletions.flatMap((deletion): Delivery[] => {
    const forgotten = events.filter(
      ({ event }) => event.userId === deletion.userId && event.at <= deletion.at + MARGIN && random.chance(0.5),
    );
    const [first = deletion.at] = deletion.deliveries;
    return forgotten.flatMap(({ event }) => {
      const at = Math.max(event.at, first + random.pick([0, 0, random.upTo(SECOND), random.upTo(60 * MINUTE)]));
      return STAGES.map((stage) => ({ at, event, stage }));
    });
  });
  return { ...history, deletions, deliveries: [...history.deliveries, ...deliveries] };
}
