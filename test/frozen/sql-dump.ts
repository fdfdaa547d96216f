import { DatabaseSync } from 'node:sqlite';

/** Writes a SQLite file as SQL: its version, its tables with their rows, and its indexes. */
export function dumpOf(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const pragmas = ['application_id', 'user_version'].map((name) => {
      return `PRAGMA ${name} = ${database.prepare(`PRAGMA ${name}`).get()?.[name]};`;
    });
    const objects = database
      .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
      .all();
    const tables = objects.filter(({ type }) => type === 'table');
    const rows = tables.flatMap(({ name, sql }) => [`${sql};`, ...rowsOf(database, String(name))]);
    const others = objects.filter(({ type }) => type !== 'table').map(({ sql }) => `${sql};`);
    return `${['BEGIN TRANSACTION;', ...pragmas, ...rows, ...others, 'COMMIT;'].join('\n')}\n`;
  } finally {
    database.close();
  }
}

/** Makes a SQLite file of a dump. */
export function restore(dump: string, path: string): void {
  const database = new DatabaseSync(path);
  database.exec(dump);
  database.close();
}

function rowsOf(database: DatabaseSync, table: string): string[] {
  const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
  const values = columns.map(({ name }) => `quote("${name}")`).join(" || ',' || ");
  const found = database.prepare(`SELECT ${values} AS row FROM "${table}"`).all();
  return found.map(({ row }) => `INSERT INTO "${table}" VALUES(${row});`);
}
