import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { Clock, Profiles } from '../../core/ports.ts';
import { isTombstone, type Profile } from '../../core/profile.ts';
import { PROFILE } from '../../core/stored/profile-shape.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** Creates the user profiles over the embedded store. */
export function createSqliteProfiles(store: SqliteStore, clock: Clock): Profiles {
  const read = (userId: string): Profile | undefined => {
    const found = store.get('SELECT body FROM profiles WHERE user_id = ?', userId);
    return found === undefined ? undefined : readBodyColumn(found, PROFILE, { table: 'profiles', key: [userId] });
  };
  const write = (userId: string, profile: Profile): void => {
    const expiresAt = isTombstone(profile) ? clock.now() + ROW_LIFETIME : null;
    const sql = 'INSERT OR REPLACE INTO profiles (user_id, body, expires_at) VALUES (?, ?, ?)';
    store.run(sql, userId, JSON.stringify(profile), expiresAt);
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
      if (changed !== undefined) write(userId, changed);
    },
    async updateBoth([one, other], change) {
      store.transactionSync(() => {
        const changed = change(read(one), read(other));
        if (changed === undefined) return;
        write(one, changed[0]);
        write(other, changed[1]);
      });
    },
  };
}
