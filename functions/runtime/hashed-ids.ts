import { createHmac } from 'node:crypto';
import { HOUR, MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { LogIds } from './log-ids.ts';

/** The number of characters of a hash: 22 of base64url have 132 bits, so that no two ids share one. */
const HASH_LENGTH = 22;
/** The age at which a key is read again, so that a replaced one counts. */
const MAX_KEY_AGE: TimeSpan = HOUR;
/** The time after which a key that could not be read is tried again. Until then no invocation waits for it. */
const RETRY_DELAY: TimeSpan = MINUTE;

/** The clock, the reader of the key, and the warning that the key could not be read. */
export interface HashedIdsDeps {
  readonly now: () => number;
  /** Reads the key; absent for a function that logs no id. */
  readonly readKey?: () => Promise<string>;
  readonly warnUnreadable: (error: unknown) => void;
}

/**
 * Creates the form of an installation that hides ids: keyed hashes, which are equal for the same id, and which no one without the key
 * can compute. While the key cannot be read, lines have no ids; the work goes on.
 */
export function createHashedIds({ now, readKey, warnUnreadable }: HashedIdsDeps): LogIds {
  let key: string | undefined;
  let nextReadAt = Number.NEGATIVE_INFINITY;
  const readOnce = async (read: () => Promise<string>): Promise<void> => {
    try {
      key = await read();
      nextReadAt = now() + MAX_KEY_AGE;
    } catch (error) {
      nextReadAt = now() + RETRY_DELAY;
      warnUnreadable(error);
    }
  };
  return {
    prepare() {
      if (readKey === undefined || now() < nextReadAt) return undefined;
      return readOnce(readKey);
    },
    format: (id) =>
      key === undefined ? undefined : createHmac('sha256', key).update(id).digest('base64url').slice(0, HASH_LENGTH),
    // Of our own errors, only that of unreadable data names an item, and the keys of items contain ids of users.
    formatError: (text) =>
      text.replace(/^UnreadableData: (\S+) .*$/s, 'UnreadableData: an item of $1, whose key is left out'),
  };
}
