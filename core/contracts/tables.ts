/** What the cloud makes the tables by and the adapters read and write them by: names said once. */

/** Every item of every table lies under these two. */
export const KEY_ATTRIBUTES = { partition: 'pk', sort: 'sk' } as const;

/** The attribute, in seconds since 1970, after which an item leaves by itself. */
export const EXPIRES_AT_ATTRIBUTE = 'expiresAt';

/** The index of the enrollments table that holds the waves nobody has ended yet, the earliest departure first. */
export const OPEN_WAVES_INDEX = {
  indexName: 'open-waves',
  /** Text: there while the wave is open, removed when it is done, so that the index holds open waves only. */
  partition: 'openWave',
  /** What the partition attribute says. */
  openValue: 'open',
  /** A number: the instant at which the wave departs. */
  sort: 'departure',
} as const;
