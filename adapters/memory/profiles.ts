import type { Profiles } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';

/** Creates the user profiles in memory. */
export function createMemoryProfiles(): Profiles {
  const profiles = new Map<string, Profile>();
  return {
    async get(userId) {
      return profiles.get(userId);
    },
    async getEventually(userId) {
      return profiles.get(userId);
    },
    async update(userId, change) {
      const changed = change(profiles.get(userId));
      if (changed !== undefined) profiles.set(userId, changed);
    },
    async updateBoth([one, other], change) {
      const changed = change(profiles.get(one), profiles.get(other));
      if (changed === undefined) return;
      profiles.set(one, changed[0]);
      profiles.set(other, changed[1]);
    },
  };
}
