import { DELIVERY_LIFETIME, ROW_LIFETIME, WAVE_LIFETIME } from '../core/contracts/lifetime.ts';
import { DAY, MINUTE } from '../core/contracts/time-span.ts';
import type { StoredKind, UnreachablePlace } from '../core/contracts/user-report.ts';
import { SECOND_SWEEP_DELAY } from '../core/erasure.ts';

const OF_ROWS = `${ROW_LIFETIME / DAY} days after the last change; for ever if a message counts for ever`;

const RETENTION: Readonly<Record<StoredKind, string>> = {
  rows: OF_ROWS,
  decisions: OF_ROWS,
  waits: 'until the message leaves or the wait is cancelled',
  seats: `${WAVE_LIFETIME / DAY} days after the departure`,
  profileFields: 'until they are removed',
  contacts: 'until they are removed',
  deliveries: `${DELIVERY_LIFETIME / DAY} days after the dispatch`,
  inboxMessages: '30 days after the dispatch',
};

const UNREACHABLE: Readonly<Record<UnreachablePlace, string>> = {
  'table-backups': 'point-in-time recovery of the tables, 35 days; backups that people made, as long as they keep them',
  'store-copies': 'copies of the file of the store, as long as people keep them',
  'aws-logs':
    'CloudWatch Logs: ids of users in lines about decisions, or hashes of them, for 3 months or as long as logRetention says',
  'local-logs': 'the output of the server: ids of users in warnings, as long as people keep it',
  archive: 'the archive of the bus, if there is one, as long as archiveRetention or archiveDays says',
  'dead-letters': 'dead-letter queues and the queue of undelivered events, 14 days',
  consumers: 'programs that took messages or events of the user from the bus or over HTTP',
  providers: 'those who delivered the messages (SMTP servers, Amazon SES, webhooks), and the mailbox of the user',
};

/** Describes how long things of a kind are kept of a user who is not deleted. */
export function describeRetention(kind: StoredKind): string {
  return RETENTION[kind];
}

/** Describes what of a user may lie at a place where the installation deletes nothing, and for how long. */
export function describeUnreachable(place: UnreachablePlace): string {
  return UNREACHABLE[place];
}

/** Returns a sentence about what happens after a deletion was accepted. */
export function describeNextOfErasure(): string {
  const minutes = SECOND_SWEEP_DELAY / MINUTE;
  return `Waits end and data go within minutes. ${minutes} minutes later a second sweep takes what was still on its way; then User Erased is on the bus.`;
}
