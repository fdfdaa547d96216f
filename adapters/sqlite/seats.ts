import type { Seat, Seats } from '../../core/ports.ts';
import { partsOfCursor } from '../../core/store-cursor.ts';
import { pageOf } from './page-of.ts';
import type { Columns, Store } from './store.ts';

/** Seats in the embedded store. */
export function localSeats(store: Store): Seats {
  return {
    async put({ wave, enrollmentId, userId, trigger }) {
      const sql =
        'INSERT INTO seats (wave, enrollment_id, user_id, payload) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      store.run(sql, wave, enrollmentId, userId, JSON.stringify(trigger));
    },
    async get(wave, enrollmentId) {
      const found = store.one('SELECT * FROM seats WHERE wave = ? AND enrollment_id = ?', wave, enrollmentId);
      return found === undefined ? undefined : seatOf(found);
    },
    async of(wave, most, cursor) {
      const sql = 'SELECT * FROM seats WHERE wave = ? AND enrollment_id > ? ORDER BY enrollment_id LIMIT ?';
      const [after = ''] = cursor === undefined ? [] : partsOfCursor(cursor, /^([\w-]+)$/);
      return pageOf(store.each(sql, wave, after, most + 1), most, (columns) => {
        const seat = seatOf(columns);
        return { item: seat, cursor: seat.enrollmentId };
      });
    },
  };
}

function seatOf(columns: Columns): Seat {
  const text = (name: string) => String(columns[name]);
  return {
    wave: text('wave'),
    enrollmentId: text('enrollment_id'),
    userId: text('user_id'),
    trigger: JSON.parse(text('payload')),
  };
}
