/** The kinds of things that are stored of a user, in the order of a report. */
export const STORED_KINDS = [
  'rows',
  'decisions',
  'waits',
  'seats',
  'profileFields',
  'contacts',
  'deliveries',
  'inboxMessages',
] as const;
export type StoredKind = (typeof STORED_KINDS)[number];

/** The number of things of each kind that are stored of a user. Refused events are not among them: they are not stored by user. */
export type StoredCounts = Readonly<Record<StoredKind, number>>;

/**
 * The places to which data of a user may have gone, and where an installation deletes nothing.
 *
 * - `table-backups`: point-in-time recovery of the tables, and backups that people made.
 * - `store-copies`: copies of the file of the store.
 * - `aws-logs`, `local-logs`: the log of decisions, and the log of the server.
 * - `archive`: the archive of the bus, if there is one.
 * - `dead-letters`: dead-letter queues and the queue of undelivered events.
 * - `consumers`: programs that took messages and events from the installation.
 * - `providers`: those who delivered its messages, and the mailboxes of the user.
 */
export const UNREACHABLE_COPIES = [
  'table-backups',
  'store-copies',
  'aws-logs',
  'local-logs',
  'archive',
  'dead-letters',
  'consumers',
  'providers',
] as const;
export type UnreachablePlace = (typeof UNREACHABLE_COPIES)[number];

/** The places that an installation on AWS cannot reach. */
export const UNREACHABLE_ON_AWS: readonly UnreachablePlace[] = [
  'table-backups',
  'aws-logs',
  'archive',
  'dead-letters',
  'consumers',
  'providers',
];

/** The places that an installation on one machine cannot reach. */
export const UNREACHABLE_LOCALLY: readonly UnreachablePlace[] = [
  'store-copies',
  'local-logs',
  'consumers',
  'providers',
];
