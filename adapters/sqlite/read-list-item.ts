import { DAY, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Log } from '../../core/ports.ts';
import { UnreadableDataError } from '../../core/stored/parse-stored.ts';

/** The time after which what cannot be read is looked at again. Until then it holds up nothing else. */
export const UNREADABLE_DELAY: TimeSpan = DAY;

/** Reads an item of a list. Returns undefined for one that cannot be read: it stays in the store, is logged with its key, and left out of the list. */
export function readListItem<Item>(read: () => Item, log: Log): Item | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    log.warn('ITEM_UNREADABLE', { error: String(error) });
    return undefined;
  }
}
