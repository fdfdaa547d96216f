import type { Row } from '../../core/row.ts';
import { breaks } from '../harness/functions/in-container.ts';
import { IMMEDIATE } from './campaigns.ts';
import { Cloud } from './cloud.ts';
import { does, enveloped } from './events.ts';

const TIME = Date.parse('2026-12-01T09:30:00Z');
/** The number of decisions, more than a row holds: the oldest are in pages. */
const SESSIONS = 25;

/** Stores rows as earlier versions wrote them, which stay readable: without a birth, with a floor, and with a receipt set at the claim. */
export async function olderRows(cloud: Cloud): Promise<void> {
  await withFloor(cloud);
  await withReceiptAtClaim(cloud);
}

/** Stores the row of `olga`: the ids of her decided triggers were dropped, and only their decisions show them. */
async function withFloor(cloud: Cloud): Promise<void> {
  const key = { userId: 'olga', campaignId: IMMEDIATE.id };
  const { row, rows } = await playedApart(cloud, key.userId, SESSIONS);
  const decisions = await rows.readArchivedDecisions({ ...key, born: row.born }, row.pages ?? 0);
  await cloud.installed.services.rows.archiveDecisions(key, { number: 0, decisions });
  const { born: _, ...old } = row;
  await cloud.installed.services.rows.write(key, { ...old, rev: 1, decided: [], floor: TIME, pages: 1 });
}

/** Stores the row of `otto`, claimed to leave at once: the claim set the receipt and keeps the one before it. */
async function withReceiptAtClaim(cloud: Cloud): Promise<void> {
  const key = { userId: 'otto', campaignId: IMMEDIATE.id };
  const { row } = await playedApart(cloud, key.userId, 1, breaks('PutEvents'));
  const { born: _, ...old } = row;
  const receiptBefore = { at: TIME - 1_000, enrollmentId: 'an earlier one' };
  const live = old.live.map((entry) =>
    entry.state === 'claimed' ? { ...entry, claim: { ...entry.claim, receiptBefore } } : entry,
  );
  const receipts = old.live.map(({ enrollmentId }) => ({ at: TIME, enrollmentId }));
  const [receipt] = receipts;
  await cloud.installed.services.rows.write(key, { ...old, rev: 1, live, ...(receipt && { receipt }) });
}

async function playedApart(cloud: Cloud, userId: string, sessions: number, around?: ReturnType<typeof breaks>) {
  const apart = await Cloud.over({ ...cloud.frozen(({ pk }) => !String(pk).startsWith('user#')), executions: [] });
  apart.installed.now = TIME;
  const ids = Array.from({ length: sessions }, (_, index) => `session ${index}`);
  const events = ids.map((id) => enveloped(does(userId, 'session.started', { id }), TIME));
  await apart.deliver('triggers', events, around === undefined ? {} : { around });
  const { rows } = apart.installed.services;
  const row: Row = await rows.read({ userId, campaignId: IMMEDIATE.id });
  return { row, rows };
}
