import type { Revised, SyncDocument } from '../../core/installation-document.ts';
import type { Clock, InstallationDocument } from '../../core/ports.ts';
import type { DocumentKind } from '../../core/stored/installation-documents.ts';
import { parseStored } from '../../core/stored/parse-stored.ts';
import { createCachedValue } from './cached-value.ts';
import type { SqliteStore } from './store.ts';

/** Creates a document of an installation over the embedded store, in the table of settings. */
export function createSqliteDocument<State extends Revised>(
  store: SqliteStore,
  clock: Clock,
  { name, shape, createFirst }: DocumentKind<State>,
): InstallationDocument<State> & SyncDocument<State> {
  const stored = createCachedValue((): State => {
    const value = store.get('SELECT value FROM settings WHERE name = ?', name)?.['value'];
    return value === undefined ? createFirst() : parseStored(String(value), shape, { table: 'settings', key: [name] });
  });
  const writeSync = (state: State) => {
    if (stored.get().rev !== state.rev - 1) return false;
    stored.invalidate();
    store.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', name, JSON.stringify(state));
    return true;
  };
  store.onAfterRollback(() => stored.invalidate());
  return {
    maxAge: 0,
    async getRecent() {
      return { state: stored.get(), readAt: clock.now() };
    },
    getRevision: () => stored.get().rev,
    async read() {
      return stored.get();
    },
    async write(state) {
      return writeSync(state);
    },
    writeSync,
  };
}
