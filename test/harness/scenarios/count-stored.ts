import type { SqliteStore } from '../../../adapters/sqlite/store.ts';

/** The tables that say that a user was deleted: the erasure, and the list of what it erases. */
const OF_ERASURES: readonly string[] = ['erasures', 'erased_enrollments'];

/** Returns how many rows of each table of a store mention a user, but for what says that the user was deleted. */
export function countStored(store: SqliteStore, userId: string): Record<string, number> {
  const tables = store.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name));
  const counts = tables
    .filter((table) => !OF_ERASURES.includes(table))
    .map(
      (table) => [table, store.all(`SELECT * FROM ${table}`).filter((row) => mentions(row, userId)).length] as const,
    );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function mentions(row: Readonly<Record<string, unknown>>, userId: string): boolean {
  const values = Object.values(row).filter((value) => typeof value === 'string');
  const isMentioned = values.some((value) => value === userId || value.includes(JSON.stringify(userId)));
  return isMentioned && !values.some((value) => value.startsWith('{"fields":{},"deletedUntil"'));
}
