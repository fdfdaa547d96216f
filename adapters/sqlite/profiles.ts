import type { Profiles } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { PROFILE } from '../../core/stored/profile-shape.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** Creates the user profiles over the embedded store. */
export function createSqliteProfiles(store: SqliteStore): Profiles {
  const read = (userId: string): Profile | undefined => {
    const found = store.get('SELECT body FROM profiles WHERE user_id = ?', userId);
    return found === undefined ? undefined : readBodyColumn(found, PROFILE, { table: 'profiles', key: [userId] });
  };
  return {
    async get(userId) {
      return read(userId);
    },
    async getEventually(userId) {
      return read(userId);
    },
    async update(userId, change) {
      const changed = change(read(userId));
      if (changed === undefined) return;
      store.run('INSERT OR REPLACE INTO profiles VALUES (?, ?)', userId, JSON.stringify(changed));
    },
  };
}
