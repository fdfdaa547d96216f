/** The names of keys and indexes that the constructs create the tables with and the adapters use. */

/** The key attributes of every table. */
export const KEY_ATTRIBUTES = { partition: 'pk', sort: 'sk' } as const;

/** The attribute that holds the time to live of an item, in seconds since 1970. DynamoDB deletes the item after it. */
export const EXPIRES_AT_ATTRIBUTE = 'expiresAt';

/** The index of the enrollments table that holds the open waves, the earliest departure first. */
export const OPEN_WAVES_INDEX = {
  indexName: 'open-waves',
  /** The text attribute that an item has only while its wave is open, so that the index holds open waves only. */
  partition: 'openWave',
  /** The value of the partition attribute. */
  openValue: 'open',
  /** The number attribute that holds the departure of the wave. */
  sort: 'departure',
} as const;
