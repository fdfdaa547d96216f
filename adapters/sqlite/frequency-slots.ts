import { SLOTS_LIFETIME } from '../../core/contracts/lifetime.ts';
import { NO_SLOTS } from '../../core/frequency-slots.ts';
import type { Clock, FrequencySlots } from '../../core/ports.ts';
import { USER_SLOTS } from '../../core/stored/user-slots-shape.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** Creates the slots of users over the embedded store. */
export function createSqliteFrequencySlots(store: SqliteStore, clock: Clock): FrequencySlots {
  return {
    async read(userId) {
      const found = store.get('SELECT body FROM frequency_slots WHERE user_id = ?', userId);
      return found === undefined
        ? NO_SLOTS
        : readBodyColumn(found, USER_SLOTS, { table: 'frequency_slots', key: [userId] });
    },
    async write(userId, slots) {
      const { rev } = slots;
      const fields = [rev, JSON.stringify(slots), clock.now() + SLOTS_LIFETIME] as const;
      if (rev > 1) {
        const sql = 'UPDATE frequency_slots SET rev = ?, body = ?, expires_at = ? WHERE user_id = ? AND rev = ?';
        return store.run(sql, ...fields, userId, rev - 1) === 1;
      }
      const sql =
        'INSERT INTO frequency_slots (rev, body, expires_at, user_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      return store.run(sql, ...fields, userId) === 1;
    },
    async remove(userId, rev) {
      return store.run('DELETE FROM frequency_slots WHERE user_id = ? AND rev = ?', userId, rev) === 1;
    },
  };
}
