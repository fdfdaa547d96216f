import { LIFETIME } from '../../core/contracts/lifetime.ts';
import type { Clock, Rows } from '../../core/ports.ts';
import { NEW_ROW, type Row } from '../../core/row.ts';
import type { Store } from './store.ts';

/** Rows in the embedded store. */
export function localRows(store: Store, clock: Clock): Rows {
  return {
    async read({ userId, campaignId }) {
      const found = store.one('SELECT body FROM rows WHERE user_id = ? AND campaign_id = ?', userId, campaignId);
      return found === undefined ? NEW_ROW : rowOf(found['body']);
    },
    async write({ userId, campaignId }, row) {
      const body = JSON.stringify(row);
      const later = clock.now() + LIFETIME;
      const expiresAt = row.stays ? null : later;
      const sql =
        row.rev === 1
          ? 'INSERT INTO rows (rev, body, expires_at, user_id, campaign_id, review_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
          : 'UPDATE rows SET rev = ?, body = ?, expires_at = ? WHERE user_id = ? AND campaign_id = ? AND rev = ?';
      const values = [row.rev, body, expiresAt, userId, campaignId, row.rev === 1 ? later : row.rev - 1];
      return store.run(sql, ...values) === 1;
    },
    async ofUser(userId) {
      const found = store.all('SELECT campaign_id, body FROM rows WHERE user_id = ? ORDER BY campaign_id', userId);
      return found.map((columns) => ({ campaignId: String(columns['campaign_id']), row: rowOf(columns['body']) }));
    },
    async layDown({ userId, campaignId }, { number, decisions }) {
      const sql = 'INSERT INTO decision_pages VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      store.run(sql, userId, campaignId, number, JSON.stringify(decisions));
    },
    async laidDown({ userId, campaignId }, pages) {
      const sql =
        'SELECT body FROM decision_pages WHERE user_id = ? AND campaign_id = ? AND number < ? ORDER BY number';
      return store.all(sql, userId, campaignId, pages).flatMap(({ body }) => JSON.parse(String(body)));
    },
  };
}

function rowOf(body: unknown): Row {
  return JSON.parse(String(body));
}
