import type { Seat, Seats } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { parseStored } from '../../core/stored/parse-stored.ts';
import { createStoredSeat, TRIGGER } from '../../core/stored/seat.ts';
import { paginateRows } from './paginate-rows.ts';
import type { SqliteStore, SqlRow } from './store.ts';

/** Creates the seats over the embedded store. */
export function createSqliteSeats(store: SqliteStore): Seats {
  return {
    async put({ wave, enrollmentId, userId, trigger }) {
      const sql =
        'INSERT INTO seats (wave, enrollment_id, user_id, payload) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      store.run(sql, wave, enrollmentId, userId, JSON.stringify(trigger));
    },
    async get(wave, enrollmentId) {
      const found = store.get('SELECT * FROM seats WHERE wave = ? AND enrollment_id = ?', wave, enrollmentId);
      return found === undefined ? undefined : parseSeat(found);
    },
    async remove(wave, enrollmentId) {
      store.run('DELETE FROM seats WHERE wave = ? AND enrollment_id = ?', wave, enrollmentId);
    },
    async listByWave(wave, limit, cursor) {
      const sql = 'SELECT * FROM seats WHERE wave = ? AND enrollment_id > ? ORDER BY enrollment_id LIMIT ?';
      const [after = ''] = cursor === undefined ? [] : parseStoreCursor(cursor, /^([\w-]+)$/);
      return paginateRows(store.iterate(sql, wave, after, limit + 1), limit, (columns) => {
        const seat = parseSeat(columns);
        return { item: seat, cursor: seat.enrollmentId };
      });
    },
  };
}

/** Parses a seat. An unreadable trigger fails the dispatch of its own enrollment only. */
function parseSeat(columns: SqlRow): Seat {
  const text = (name: string) => String(columns[name]);
  const [wave, enrollmentId] = [text('wave'), text('enrollment_id')];
  return createStoredSeat({ wave, enrollmentId, userId: text('user_id') }, () =>
    parseStored(text('payload'), TRIGGER, { table: 'seats', key: [wave, enrollmentId] }),
  );
}
