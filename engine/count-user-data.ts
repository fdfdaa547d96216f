import { CONTACT_CHANNELS } from '../core/contracts/consent.ts';
import type { Decision } from '../core/contracts/decision.ts';
import type { StoredCounts } from '../core/contracts/user-report.ts';
import type { Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { readDecisions } from './read-decisions.ts';

/** The maximum number of reads at the same time. */
const MAX_CONCURRENCY = 10;

/** Counts what is stored of a user. It reads each thing that it counts, and changes nothing. */
export async function countUserData(userId: string, services: Services): Promise<StoredCounts> {
  const [rows, profile] = await Promise.all([services.rows.listByUser(userId), services.profiles.get(userId)]);
  const histories = await mapConcurrently(rows, MAX_CONCURRENCY, async ({ campaignId, row }) => ({
    row,
    decisions: await readDecisions({ userId, campaignId }, row, services),
  }));
  return {
    rows: rows.length,
    decisions: sum(histories.map(({ decisions }) => decisions.length)),
    waits: sum(histories.map(({ row }) => row.live.filter(({ state }) => state !== 'claimed').length)),
    seats: await countSeats(histories, services),
    profileFields: Object.keys(profile?.fields ?? {}).length,
    contacts: await countContacts(userId, services),
    deliveries: await countDeliveries(histories, services),
    inboxMessages: await countInboxMessages(userId, services),
  };
}

/** A row, and all decisions in it and beside it. */
interface RowHistory {
  readonly row: Row;
  readonly decisions: readonly Decision[];
}

/** Counts the seats that decisions tell and that are still there. Those of waves that left long ago are not. */
async function countSeats(histories: readonly RowHistory[], { seats }: Services): Promise<number> {
  const taken = histories.flatMap(({ row, decisions }) => [
    ...row.live.map(({ enrollmentId, wave }) => ({ enrollmentId, wave: wave?.name })),
    ...decisions.map(({ enrollmentId, wave }) => ({ enrollmentId, wave })),
  ]);
  const seatByKey = new Map(taken.map((each) => [`${each.wave} ${each.enrollmentId}`, each]));
  const found = await mapConcurrently([...seatByKey.values()], MAX_CONCURRENCY, async ({ wave, enrollmentId }) =>
    wave === undefined ? undefined : seats.get(wave, enrollmentId),
  );
  return found.filter((seat) => seat !== undefined).length;
}

async function countDeliveries(histories: readonly RowHistory[], { deliveries }: Services): Promise<number> {
  const claimed = histories.flatMap(({ row, decisions }) => [
    ...row.live.filter(({ state }) => state === 'claimed'),
    ...decisions.filter(({ decision }) => decision === 'dispatched'),
  ]);
  const ids = new Set(claimed.map(({ enrollmentId }) => enrollmentId));
  const found = await mapConcurrently([...ids], MAX_CONCURRENCY, (id) => deliveries.listByDispatch(id));
  return found.flat().length;
}

/** The fields of a contact that say nothing about the user: those of one that was erased, and of one that leads to another user (R65). */
const EMPTY_CONTACT_FIELDS: ReadonlySet<string> = new Set(['rev', 'mergedInto']);

/** Counts the channels of which anything is known. */
async function countContacts(userId: string, { contacts }: Services): Promise<number> {
  const found = await Promise.all(CONTACT_CHANNELS.map((channel) => contacts.get(userId, channel)));
  return found.filter((contact) => Object.keys(contact ?? {}).some((field) => !EMPTY_CONTACT_FIELDS.has(field))).length;
}

async function countInboxMessages(userId: string, { inboxMessages }: Services): Promise<number> {
  let [count, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const page = await inboxMessages.list(userId, cursor);
    count += page.items.length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return count;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
