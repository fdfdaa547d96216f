import { getErrorCode, getPrimaryErrorCode } from './store-failure.ts';

/** The reasons for not opening a store, with what to do: one line each, without the directory. */
export const STORE_OPEN_ERRORS = {
  inUse: 'in use by another Campaign Connector; stop that one, or name another directory',
  notADirectory: 'not a directory; name a directory',
  notHere: 'cannot be created there; name a directory on a disk',
  noPermission: 'may not be read and written by this user; change its permissions, or name another directory',
  readOnly: 'cannot be written, its disk is mounted read-only; mount it writable, or name another directory',
  full: 'its disk is full; free some space, then start again',
  unreadable: 'its disk reports input/output errors; check the disk, and restore a backup where it is lost',
  empty: 'campaign-connector.db is empty, zero bytes; restore a backup, or delete it to begin with an empty store',
  missing:
    'campaign-connector.db is gone but campaign-connector.db-wal is there; restore both from a backup, or delete the -wal to begin with an empty store',
  notADatabase: 'campaign-connector.db is no SQLite database; restore a backup, or name another directory',
  foreign: 'campaign-connector.db is the database of another program; name another directory',
  newer: 'written by a newer version of the Campaign Connector; start that version, or restore a backup made before it',
  damaged: 'campaign-connector.db is damaged; restore a backup',
  unopened: 'cannot be opened; see what the system says',
} as const;

/** The error for a store that is not opened, with a reason for the operator. The files are left unchanged. */
export class StoreOpenError extends Error {
  readonly reason: keyof typeof STORE_OPEN_ERRORS;

  constructor(reason: keyof typeof STORE_OPEN_ERRORS, options?: { readonly cause: unknown }) {
    const detail = reason === 'unopened' ? `: ${String(options?.cause)}` : '';
    super(`${STORE_OPEN_ERRORS[reason]}${detail}`, options);
    this.name = 'StoreRefused';
    this.reason = reason;
  }
}

const BY_SYSTEM_CODE: ReadonlyMap<unknown, keyof typeof STORE_OPEN_ERRORS> = new Map([
  ['EACCES', 'noPermission'],
  ['EPERM', 'noPermission'],
  ['EROFS', 'readOnly'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EIO', 'unreadable'],
  ['ENOTDIR', 'notADirectory'],
  ['ENOENT', 'notHere'],
  ['EEXIST', 'notHere'],
  ['ENAMETOOLONG', 'notHere'],
  ['ELOOP', 'notHere'],
]);

const BY_SQLITE_CODE: ReadonlyMap<number, keyof typeof STORE_OPEN_ERRORS> = new Map([
  [3, 'noPermission'],
  [5, 'inUse'],
  [6, 'inUse'],
  [8, 'readOnly'],
  [10, 'unreadable'],
  [11, 'damaged'],
  [13, 'full'],
  [14, 'notHere'],
  [26, 'notADatabase'],
]);

/** The extended result code of SQLite if there is no space for the index of a log. It is an I/O error to SQLite, but the disk works. */
const SHM_NO_SPACE = 4874;

/** Returns the refusal that an error of the system or of SQLite amounts to. */
export function toStoreOpenError(error: unknown): StoreOpenError {
  if (error instanceof StoreOpenError) return error;
  if (getErrorCode(error) === SHM_NO_SPACE) return new StoreOpenError('full', { cause: error });
  const bySystem = error instanceof Error && 'code' in error ? BY_SYSTEM_CODE.get(error.code) : undefined;
  const bySqlite = BY_SQLITE_CODE.get(getPrimaryErrorCode(error) ?? 0);
  return new StoreOpenError(bySystem ?? bySqlite ?? 'unopened', { cause: error });
}
