import { CONTACT_CHANNELS } from '../core/contracts/consent.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { createWave } from '../core/contracts/wave.ts';
import type { EraseInput } from '../core/decide/input.ts';
import { type Erasure, findErasedEnrollments, isForgotten } from '../core/erasure.ts';
import { createEnrollmentId, isTaggedId } from '../core/identity.ts';
import type { ArchivedItem, Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import { computeBoardableFrom, computeDeparture } from '../core/waves.ts';
import { changeRow } from './change-row.ts';
import { eraseContacts } from './erase-contacts.ts';
import { eraseSlots } from './erase-slots.ts';
import { locateRow } from './locate-row.ts';

/**
 * Erases what is stored under a deleted user and those who were merged into it, up to the cut (R65): the user last, so that what a merge
 * moves there meanwhile is found. A repeat finishes what a crash left.
 */
export async function eraseUserData(erasure: Erasure, services: Services): Promise<void> {
  const { deletedUntil, position } = erasure;
  const sweep = position.state === 'sweeping' ? position.sweep : 1;
  for (const userId of [...erasure.aliases, erasure.userId]) {
    if (userId !== erasure.userId) await markAlias(userId, erasure, services);
    const erasedBefore = userId === erasure.userId ? await readErased(erasure, services) : NOTHING_ERASED;
    const kept = new Map<string, KeptRow>();
    for (const { campaignId } of await services.rows.listByUser(userId)) {
      const row = await eraseRow({ userId, campaignId }, { erasure, erasedBefore }, services);
      if (row !== undefined) kept.set(campaignId, row);
    }
    await services.rows.removeArchived(userId, (item) =>
      isKept(item, { userId, deletedUntil, row: kept.get(item.campaignId) }),
    );
    await eraseContacts(userId, { deletedUntil, sweep }, services);
    await eraseSlots(userId, deletedUntil, services);
    if (userId !== erasure.userId && sweep === 2) await removeContactStubs(userId, services);
    await services.inboxMessages.removeByUser(userId, deletedUntil);
    await services.erasures.removeAcceptedEvents(userId, deletedUntil);
  }
}

const NOTHING_ERASED: ReadonlySet<string> = new Set();

/** Returns the enrollments of merged users that were erased: they are listed. Those of a user into whom none was merged are not needed. */
async function readErased(
  { userId, aliases }: Erasure,
  { erasures }: Pick<Services, 'erasures'>,
): Promise<ReadonlySet<string>> {
  if (aliases.length === 0) return NOTHING_ERASED;
  const found = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await erasures.listEnrollments(userId, cursor);
    for (const { enrollmentId } of page.items) found.add(enrollmentId);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

/** Marks the profile of a user who was merged into a deleted one as deleted with that one, so that it is kept no longer. */
async function markAlias(
  userId: string,
  { deletedUntil: cut }: Pick<Erasure, 'deletedUntil'>,
  { profiles }: Pick<Services, 'profiles'>,
): Promise<void> {
  await profiles.update(userId, (profile) => {
    const deletedUntil = Math.max(cut, profile?.deletedUntil ?? cut);
    const isMarked = profile?.isDeletedAlias && profile.deletedUntil === deletedUntil;
    if (profile?.mergedInto === undefined || isMarked) return undefined;
    return { ...profile, fields: {}, deletedUntil, isDeletedAlias: true };
  });
}

/** The items that are kept beside a row that was erased up to the cut. */
interface KeptRow {
  readonly born: string | undefined;
  /** The number of the first page that is kept: those before it are in the row again. */
  readonly firstPage: number;
  /** The enrollments whose triggers came after the cut. */
  readonly enrollmentIds: ReadonlySet<string>;
}

/** Erases a row up to the cut. What it holds of waves and messages is put into the list of the erasure before it goes. */
async function eraseRow(
  key: RowKey,
  { erasure, erasedBefore }: { readonly erasure: Erasure; readonly erasedBefore: ReadonlySet<string> },
  services: Services,
): Promise<KeptRow | undefined> {
  const { userId, campaignId } = key;
  const { deletedUntil } = erasure;
  const campaign = await services.campaigns.get(campaignId);
  if (campaign?.publication === undefined) throw new Error(`campaign ${campaignId}: has rows but no publication`);
  const { followUp } = await services.followUps.getByPublication(campaignId, campaign.publication.number);
  const { publication, windows } = followUp.createTerms(userId);
  const findDueWave = (dueAt: Instant, arrivedAt: Instant) =>
    createWave(campaignId, publication, computeDeparture(dueAt, windows, computeBoardableFrom(arrivedAt))).name;
  let kept: KeptRow | undefined;
  const recordErased = async (row: Row) => {
    const archived =
      row.pages === undefined ? [] : await services.rows.readArchivedDecisions({ ...key, born: row.born }, row.pages);
    const decisions = [...archived, ...row.decisions];
    const moved = await listMoved(row, { erased: erasure.userId, campaignId }, services);
    const erased = findErasedEnrollments({ live: row.live, decisions, deletedUntil, findDueWave });
    await services.erasures.addEnrollments(
      erasure.userId,
      erased.filter(({ enrollmentId }) => !moved.has(enrollmentId)),
    );
    const later = [
      ...row.live.filter(({ at }) => !isForgotten(at, deletedUntil)),
      ...decisions.filter(({ triggeredAt }) => !isForgotten(triggeredAt, deletedUntil)),
    ];
    const isPageErased = archived.some(({ triggeredAt }) => isForgotten(triggeredAt, deletedUntil));
    const firstPage = isPageErased ? (row.pages ?? 0) : 0;
    const enrollmentIds = new Set(later.map(({ enrollmentId }) => enrollmentId));
    kept = row.rev === 0 ? undefined : { born: row.born, firstPage, enrollmentIds };
    return archived;
  };
  const input: EraseInput = { kind: 'erase', deletedUntil, archived: [], erasedBefore };
  await changeRow({ followUp, userId, input, recordErased }, services);
  return kept;
}

/** Removes the contacts that only say into whom their user was merged: that one was deleted. */
async function removeContactStubs(userId: string, { contacts }: Pick<Services, 'contacts'>): Promise<void> {
  for (const channel of CONTACT_CHANNELS) {
    const contact = await contacts.get(userId, channel);
    if (contact?.mergedInto !== undefined) await contacts.remove(userId, channel, contact.rev);
  }
}

/**
 * Returns the enrollments of the row of a merged user that another user than the erased one took along: they still wait there, are that
 * user's now, and keep their seats.
 */
async function listMoved(
  { mergedInto }: Row,
  { erased, campaignId }: { readonly erased: string; readonly campaignId: string },
  services: Pick<Services, 'rows' | 'profiles'>,
): Promise<ReadonlySet<string>> {
  if (mergedInto === undefined) return new Set();
  const key = { userId: mergedInto, campaignId };
  const located = await locateRow(key, { read: await services.rows.read(key) }, services);
  if (located.key.userId === erased) return new Set();
  return new Set(located.row.live.map(({ enrollmentId }) => enrollmentId));
}

/** Returns whether an item beside a row belongs to what came after the cut. */
function isKept(
  item: ArchivedItem,
  {
    userId,
    deletedUntil,
    row,
  }: { readonly userId: string; readonly deletedUntil: number; readonly row: KeptRow | undefined },
): boolean {
  if (row === undefined) return false;
  if (item.kind === 'mark') return !isForgotten(item.at, deletedUntil);
  if (item.kind === 'page') return item.born === row.born && item.number >= row.firstPage;
  // A tagged id is of a merged user, and does not tell when: as a digest it says nothing of anyone.
  return isTaggedId(item.trigger) || row.enrollmentIds.has(createEnrollmentId(item.campaignId, userId, item.trigger));
}
