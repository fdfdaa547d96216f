import { sumArrivals } from '../../core/arrivals.ts';
import { computeDay } from '../../core/contracts/instant.ts';
import { createInteractionKey } from '../../core/matching.ts';
import type { Arrivals, Clock } from '../../core/ports.ts';

/** Creates the counts of arrivals in memory. */
export function createMemoryArrivals(clock: Clock): Arrivals {
  const byKey = new Map<string, Map<number, number>>();
  return {
    async note(event) {
      const [key, day] = [createInteractionKey(event), computeDay(clock.now())];
      const days = byKey.get(key) ?? new Map<number, number>();
      byKey.set(key, days.set(day, (days.get(day) ?? 0) + 1));
    },
    async getByKey(key) {
      return sumArrivals(byKey.get(key) ?? []);
    },
  };
}
