import { createHmac, randomBytes } from 'node:crypto';
import type { ContactChannel } from '../../core/contracts/consent.ts';
import type { Suppressions } from '../../core/ports.ts';
import { SUPPRESSION } from '../../core/stored/suppression-shape.ts';
import {
  createSuppressionText,
  getSuppressionEnd,
  type Suppression,
  uniteSuppressions,
} from '../../core/suppression.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** The name of the key of the hashes in the table of settings. */
const KEY_NAME = 'suppression-key';

/** Creates the refusals of deleted users over the embedded store, whose settings have the key of the hashes. */
export function createSqliteSuppressions(store: SqliteStore): Suppressions {
  const computeHash = (channel: ContactChannel, address: string): string =>
    createHmac('sha256', readOrCreateKey(store)).update(createSuppressionText(channel, address)).digest('base64url');
  const read = (hash: string): Suppression | undefined => {
    const found = store.get('SELECT body FROM suppressions WHERE hash = ?', hash);
    return found && readBodyColumn(found, SUPPRESSION, { table: 'suppressions', key: [hash] });
  };
  return {
    async get(channel, address) {
      return read(computeHash(channel, address));
    },
    async keep(channel, address, suppression) {
      const hash = computeHash(channel, address);
      const united = uniteSuppressions(read(hash), suppression);
      if (united === undefined) return;
      const sql = 'INSERT OR REPLACE INTO suppressions (hash, body, expires_at) VALUES (?, ?, ?)';
      store.run(sql, hash, JSON.stringify(united), getSuppressionEnd(united) ?? null);
    },
  };
}

/** Returns the key of the hashes. The first time, it is created. */
function readOrCreateKey(store: SqliteStore): string {
  const read = () => store.get('SELECT value FROM settings WHERE name = ?', KEY_NAME)?.['value'];
  const known = read();
  if (known !== undefined) return String(known);
  const key = randomBytes(32).toString('base64url');
  store.run('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', KEY_NAME, key);
  return String(read());
}
