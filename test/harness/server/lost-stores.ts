import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from '../../../adapters/sqlite/schema.ts';
import { SqliteStore } from '../../../adapters/sqlite/store.ts';
import type { STORE_OPEN_ERRORS } from '../../../adapters/sqlite/store-open-error.ts';
import { newDirectory } from './failing-store.ts';

const FILE = 'campaign-connector.db';

/** A store that must not be opened, the reason, and the function that creates it. */
type Lost = readonly [what: string, reason: keyof typeof STORE_OPEN_ERRORS, make: () => Promise<string>];

const ofVersion =
  (version: number) =>
  (database: DatabaseSync): void =>
    database.exec(`PRAGMA user_version = ${version}`);
const newer = ofVersion(MIGRATIONS.length + 1);
const more = (database: DatabaseSync): void => database.exec('CREATE TABLE more (id)');

/** Stores that must not be opened. */
export const LOST: readonly Lost[] = [
  ['a file of zero bytes', 'empty', () => overwritten('')],
  ['a file of zero bytes with a log beside it', 'empty', () => crashed(more, (file) => truncateSync(file, 0))],
  ['a log without its file', 'missing', () => crashed(more, rmSync)],
  ['garbage', 'notADatabase', () => overwritten('{"not":"a database"}'.repeat(1_000))],
  ['a few bytes', 'notADatabase', () => overwritten('SQLite')],
  ['a file that is garbage after its beginning', 'damaged', () => stored(spoil)],
  ['a file that lost its end', 'damaged', () => stored((file) => truncateSync(file, 8_192))],
  ['the database of another program', 'foreign', () => foreign('CREATE TABLE songs (title TEXT)')],
  [
    'the database of another program, with tables named like ours',
    'foreign',
    () => foreign('CREATE TABLE campaigns (id INTEGER); CREATE TABLE rows (id INTEGER)'),
  ],
  [
    'the database of another program, whose header says so',
    'foreign',
    () => foreign('PRAGMA application_id = 1; PRAGMA journal_mode = WAL; CREATE TABLE songs (title TEXT)'),
  ],
  ['a store whose version is gone', 'damaged', () => stored((file) => written(file, ofVersion(0)))],
  ['a store of a version that never was', 'damaged', () => stored((file) => written(file, ofVersion(-1)))],
  ['a store of a newer version', 'newer', () => stored((file) => written(file, newer))],
  ['a store of a newer version that crashed', 'newer', () => crashed(newer)],
  ['a directory in the place of the file', 'notADatabase', () => inNew((file) => mkdirSync(file))],
];

/** Returns the content of a directory, to find changes. It leaves out the index that SQLite creates in order to read a log. */
export function contentOf(directory: string): Record<string, string> {
  const files = readdirSync(directory, { withFileTypes: true }).filter(({ name }) => !name.endsWith('-shm'));
  return Object.fromEntries(
    files.map((each) => [each.name, each.isFile() ? readFileSync(join(directory, each.name), 'base64') : 'no file']),
  );
}

async function inNew(make: (file: string) => void): Promise<string> {
  const directory = await newDirectory();
  make(join(directory, FILE));
  return directory;
}

const overwritten = (content: string) => inNew((file) => writeFileSync(file, content));
const foreign = (sql: string) => inNew((file) => written(file, (database) => database.exec(sql)));

/** Creates a store, closes it and damages its file. */
async function stored(spoilt: (file: string) => void): Promise<string> {
  const directory = await newDirectory();
  await new SqliteStore(directory).close();
  spoilt(join(directory, FILE));
  return directory;
}

/** Creates a store that was not closed, whose last writes are in the log beside it, and damages its file. */
async function crashed(write: (database: DatabaseSync) => void, spoilt?: (file: string) => void): Promise<string> {
  const crashing = await stored(() => {});
  const database = new DatabaseSync(join(crashing, FILE));
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL');
  write(database);
  const directory = await newDirectory();
  for (const each of readdirSync(crashing)) writeFileSync(join(directory, each), readFileSync(join(crashing, each)));
  database.close();
  spoilt?.(join(directory, FILE));
  return directory;
}

function written(file: string, write: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  write(database);
  database.close();
}

function spoil(file: string): void {
  const content = readFileSync(file);
  writeFileSync(file, content.fill('x', 100));
}
