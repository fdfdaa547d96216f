import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../../adapters/sqlite/schema.ts';
import {
  DELIVERY_LIFETIME,
  KEPT_MARK_LIFETIME,
  REFUSAL_LIFETIME,
  ROW_LIFETIME,
  WAVE_LIFETIME,
} from '../../core/contracts/lifetime.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';

const page = new DocumentationPage('internals/data-model.md');

/** Returns a store of the newest layout. */
function newestLayout(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  for (const migration of MIGRATIONS) database.exec(migration);
  return database;
}

describe('the page about the data model', () => {
  const database = newestLayout();
  const schema = database.prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all();
  const namesOf = (type: string) => schema.filter((each) => each['type'] === type).map(({ name }) => String(name));

  test('the page about the data model lists every table of the SQLite store with its primary key and its columns', () => {
    const rows = page.table('One machine: SQLite').map(([table, key, others]) => [table, key, others].map(codesIn));
    const columns = namesOf('table').map((table) => {
      const all = database.prepare(`PRAGMA table_info(${table})`).all();
      const names = (isKey: boolean) =>
        all.filter(({ pk }) => isKey === Number(pk) > 0).map(({ name }) => String(name));
      return [[table], names(true), names(false)];
    });
    const inOrder = (tables: string[][][]) =>
      tables
        .map(([table = [], key = [], others = []]) => ({ table: table[0], key, others: others.toSorted() }))
        .toSorted((one, other) => String(one.table).localeCompare(String(other.table)));
    expect(inOrder(rows)).toEqual(inOrder(columns));
  });

  test('the page about the data model names every index of the SQLite store', () => {
    for (const index of namesOf('index')) expect(page.text).toContain(`\`${index}\``);
  });

  test('the page about the data model states for how long items are kept', () => {
    expect(page.text).toContain(`${ROW_LIFETIME / DAY} days after the last change`);
    expect(page.text).toContain(`${WAVE_LIFETIME / DAY} days after the departure`);
    expect(page.text).toContain(`${DELIVERY_LIFETIME / DAY} days after it was created`);
    expect(page.text).toContain(`after ${REFUSAL_LIFETIME / DAY} days`);
    expect(page.text).toContain(`${KEPT_MARK_LIFETIME / DAY} days after the bounce`);
  });
});
