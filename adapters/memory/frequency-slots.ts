import { NO_SLOTS, type UserSlots } from '../../core/frequency-slots.ts';
import type { FrequencySlots } from '../../core/ports.ts';

/** Creates the slots of users in memory. */
export function createMemoryFrequencySlots(): FrequencySlots {
  const slotsByUser = new Map<string, UserSlots>();
  const get = (userId: string) => slotsByUser.get(userId) ?? NO_SLOTS;
  return {
    async read(userId) {
      return get(userId);
    },
    async write(userId, slots) {
      if (get(userId).rev !== slots.rev - 1) return false;
      slotsByUser.set(userId, slots);
      return true;
    },
    async remove(userId, rev) {
      return get(userId).rev === rev && slotsByUser.delete(userId);
    },
  };
}
