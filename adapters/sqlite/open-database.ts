import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { StoreOpenError, toStoreOpenError } from './store-open-error.ts';

// FULL: what was committed survives a power cut. EXCLUSIVE: two servers on one store would dispatch twice.
const PRAGMAS = `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16384;`;

const FILE_NAME = 'campaign-connector.db';
/** The suffixes of the files that SQLite creates next to a database. */
const COMPANION_SUFFIXES = ['-wal', '-shm', '-journal'] as const;
const SQLITE_MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const READ_WRITE = constants.R_OK | constants.W_OK;

/** Opens the database of a directory, or of memory, and migrates it to the newest layout. If it throws a StoreOpenError, nothing has changed. */
export function openDatabase(directory: string): DatabaseSync {
  if (directory === ':memory:') return openAndMigrate(directory);
  const path = join(resolve(directory), FILE_NAME);
  try {
    makeDirectory(resolve(directory));
    accessSync(resolve(directory), READ_WRITE | constants.X_OK);
    return hasEntry(path) ? openExisting(realpathSync(path)) : createDatabase(path);
  } catch (error) {
    throw toStoreOpenError(error);
  }
}

/** Creates a directory and its parents. The recursive option of Node never returns if nothing can be created there, as in /proc. */
function makeDirectory(directory: string): void {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found !== undefined) throw new StoreOpenError('notADirectory');
  makeDirectory(dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Creates a new database under a temporary name and renames it once it is complete. A start that is killed then leaves no empty file, which would look like a lost store. */
function createDatabase(path: string): DatabaseSync {
  // SQLite would delete what was committed to the log but not yet copied into the file.
  if (getFileSize(`${path}-wal`) > 0) throw new StoreOpenError('missing');
  const temporary = `${path}.${randomUUID()}`;
  try {
    openAndMigrate(temporary).close();
    moveIntoPlace(temporary, path);
  } finally {
    for (const end of ['', ...COMPANION_SUFFIXES]) rmSync(`${temporary}${end}`, { force: true });
  }
  return openAndMigrate(path);
}

/** Gives a file its name unless another start was faster. On a disk without links there is a short time between check and rename. */
function moveIntoPlace(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch {
    if (!hasEntry(path)) renameSync(temporary, path);
  }
}

function openExisting(path: string): DatabaseSync {
  const found = statSync(path);
  if (!found.isFile()) throw new StoreOpenError('notADatabase');
  for (const each of ['', ...COMPANION_SUFFIXES].map((end) => `${path}${end}`))
    if (existsSync(each)) accessSync(each, READ_WRITE);
  if (found.size === 0) throw new StoreOpenError('empty');
  const hasLog = getFileSize(`${path}-wal`) > 0;
  checkHeader(path, hasLog ? 0 : found.size);
  checkOwner(path, hasLog);
  const database = openAndMigrate(path);
  // It was created to read the log. A connection with an exclusive lock keeps that index in memory.
  rmSync(`${path}-shm`, { force: true });
  return database;
}

/** Refuses a file that is not a database, or whose end is missing. A database with a log may be short. */
function checkHeader(path: string, size: number): void {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, SQLITE_MAGIC.length) !== SQLITE_MAGIC) throw new StoreOpenError('notADatabase');
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const isCurrent = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (size > 0 && isCurrent && size < header.readUInt32BE(28) * pageBytes) throw new StoreOpenError('damaged');
}

/** Refuses the database of another program or of a newer version. It opens the file read-only, without a log if there is none, so that nothing changes. */
function checkOwner(path: string, hasLog: boolean): void {
  const url = pathToFileURL(path);
  if (!hasLog) url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    const [owner, version] = [readPragma(database, 'application_id'), readPragma(database, 'user_version')];
    if (owner === APPLICATION_ID) {
      if (version > MIGRATIONS.length) throw new StoreOpenError('newer');
      // Both are written in one transaction, so that only another program can have removed the version.
      if (version < 1) throw new StoreOpenError('damaged');
    } else if (owner !== 0 || version !== 0 || !isUnversioned(database)) throw new StoreOpenError('foreign');
  } finally {
    database.close();
  }
}

/** Returns whether the tables are those of our layout before it had versions. After an interrupted first start only some of them exist, and they are empty. */
function isUnversioned(database: DatabaseSync): boolean {
  const first = new DatabaseSync(':memory:');
  first.exec(MIGRATIONS[0]);
  const [ours, found] = [readSchemaObjects(first), readSchemaObjects(database)];
  first.close();
  const isPart = [...found].every(([name, sql]) => ours.get(name) === sql);
  return isPart || [...ours].every(([name, sql]) => found.get(name) === sql);
}

function readSchemaObjects(database: DatabaseSync): Map<unknown, unknown> {
  const objects = database.prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all();
  return new Map(objects.map(({ name, sql }) => [name, sql]));
}

function openAndMigrate(location: string): DatabaseSync {
  const database = new DatabaseSync(location);
  try {
    database.exec(PRAGMAS);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Migrates a database to the newest layout in one transaction. If it has that layout, this checks that it can be written. */
function migrate(database: DatabaseSync): void {
  const missing = MIGRATIONS.slice(readPragma(database, 'user_version'));
  database.exec(
    `BEGIN IMMEDIATE; ${missing.join('\n')} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`,
  );
}

function readPragma(database: DatabaseSync, pragma: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

/** Returns whether there is a directory entry. A link without a target counts, because it was put there on purpose. */
function hasEntry(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function getFileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
