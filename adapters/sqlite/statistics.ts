import type { Statistics } from '../../core/ports.ts';
import { addFigures, type FigureSums, toFigures } from '../../core/statistics/figures.ts';
import { FIGURES, RECOUNTED } from '../../core/stored/statistics-shapes.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** Creates the statistics over the embedded store. Live figures are added up in memory and written once per commit, as part of it. */
export function createSqliteStatistics(store: SqliteStore): Statistics {
  const pending = new Map<string, Map<number, FigureSums>>();
  const flush = () => {
    for (const [campaignId, numbers] of pending) {
      for (const [number, sums] of numbers) {
        for (const [figure, count] of sums) {
          const sql =
            'INSERT INTO live_figures VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count';
          store.run(sql, campaignId, number, figure, count);
        }
      }
    }
    pending.clear();
  };
  store.onBeforeCommit(flush);
  store.onAfterRollback(() => pending.clear());
  return {
    async add(campaignId, recount, figures) {
      const numbers = pending.get(campaignId) ?? new Map<number, FigureSums>();
      pending.set(campaignId, numbers);
      const sums: FigureSums = numbers.get(recount) ?? new Map();
      numbers.set(recount, sums);
      addFigures(sums, figures);
      if (!store.isInTransaction) store.transactionSync(flush);
    },
    async readLive(campaignId, { from, to }) {
      const sql =
        'SELECT figure, sum(count) AS count FROM live_figures WHERE campaign_id = ? AND recount BETWEEN ? AND ? GROUP BY figure';
      const found = store.all(sql, campaignId, from, to);
      return toFigures(new Map(found.map(({ figure, count }) => [String(figure), Number(count)])));
    },
    async readRecounted(campaignId) {
      const found = store.get('SELECT body FROM recounted_figures WHERE campaign_id = ?', campaignId);
      return found && readBodyColumn(found, RECOUNTED, { table: 'recounted_figures', key: [campaignId] });
    },
    async writeRecounted(campaignId, recounted) {
      store.transactionSync(() => {
        store.run('INSERT OR REPLACE INTO recounted_figures VALUES (?, ?)', campaignId, JSON.stringify(recounted));
        store.run('DELETE FROM live_figures WHERE campaign_id = ? AND recount < ?', campaignId, recounted.number);
        store.run('DELETE FROM recount_parts WHERE campaign_id = ?', campaignId);
      });
    },
    async writePart(part, campaignId, figures) {
      store.run('INSERT OR REPLACE INTO recount_parts VALUES (?, ?, ?)', campaignId, part, JSON.stringify(figures));
    },
    async readParts(parts, campaignId) {
      return parts.flatMap((part) => {
        const found = store.get('SELECT body FROM recount_parts WHERE campaign_id = ? AND part = ?', campaignId, part);
        const place = { table: 'recount_parts', key: [campaignId, part] };
        return found === undefined ? [] : [readBodyColumn(found, FIGURES, place)];
      });
    },
  };
}
