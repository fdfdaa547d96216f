import { ROW_LIFETIME } from '../core/contracts/lifetime.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import type { MergeInput } from '../core/decide/input.ts';
import { isDecided } from '../core/decide/working-row.ts';
import { tagMergedId } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { Profile } from '../core/profile.ts';
import type { Row, RowKey } from '../core/row.ts';
import { LAST_SWEEP_DELAY } from '../core/user-merge.ts';
import { readMarks } from './add-archived-marks.ts';
import { addComparedValues, needsComparedValues } from './add-compared-values.ts';
import { changeRow } from './change-row.ts';
import { eraseMerged } from './delete-user.ts';
import { findUser, type KnownUser } from './follow-merges.ts';
import type { LocatedRow } from './locate-row.ts';
import { mergeContacts } from './merge-contacts.ts';
import { mergeInbox } from './merge-inbox.ts';
import { mergeSlots } from './merge-slots.ts';

/** The time after which a merge looks again whether an erasure is done. */
const ERASURE_WAIT: TimeSpan = MINUTE;

/** The services and the time of a call. */
export interface MergeDeps {
  readonly services: Services;
  hasTimeLeft(): boolean;
}

/**
 * Moves what is stored under a merged user to the user into whom it was merged (R65), and once more when no writer is left that did not see the merge.
 * Which sweep it is follows from the clock, never from how many there were: a crash lets another one come early. It may be called at any time, any
 * number of times. It waits while one of both is being erased: what a deleted user did would be moved where no erasure finds it. Returns whether
 * nothing is left to do.
 */
export async function mergeUserData(userId: string, { services, hasTimeLeft }: MergeDeps): Promise<boolean> {
  const { clock, merges, profiles } = services;
  const startedAt = clock.now();
  const profile = await profiles.get(userId);
  if (profile?.mergedInto === undefined) return true;
  const into = await findUser(profile.mergedInto, profiles.get);
  for (const each of [{ userId, profile }, into]) {
    if (!(await isBeingErased(each, services))) continue;
    await merges.schedule(userId, startedAt + ERASURE_WAIT);
    return false;
  }
  if (!(await mergeRows(userId, into.userId, { services, hasTimeLeft }))) {
    await merges.schedule(userId, clock.now());
    return false;
  }
  await mergeContacts({ userId, isDeletedAlias: profile.isDeletedAlias }, into.userId, services);
  await mergeInbox(userId, into.userId, services);
  await mergeSlots(userId, into.userId, services);
  const lastSweepAt = findLastSweepAt(profile);
  if (startedAt >= lastSweepAt) return true;
  await merges.schedule(userId, lastSweepAt);
  return false;
}

/** Returns whether the erasure of the last deletion of a user is not done. One that a crash kept from beginning begins. */
async function isBeingErased({ userId, profile }: KnownUser, services: Services): Promise<boolean> {
  const { deletedUntil, isDeletedAlias } = profile ?? {};
  if (deletedUntil === undefined) return false;
  const erasure = await services.erasures.get(userId);
  if (erasure !== undefined && erasure.position.state !== 'done') return true;
  const isOfLast = erasure !== undefined && erasure.deletedUntil >= deletedUntil;
  // It was erased with the user into whom it was merged, or so long ago that its erasure is not kept any more.
  if (isOfLast || isDeletedAlias || services.clock.now() - deletedUntil > ROW_LIFETIME) return false;
  await eraseMerged(userId, services);
  return true;
}

/** Returns the instant from which on a sweep is the last one of a merge. */
function findLastSweepAt({ mergedAt = 0 }: Profile): number {
  return mergedAt + LAST_SWEEP_DELAY;
}

/** Merges the rows of a user that are not merged yet, at least one. Returns false if there was no time for all of them. */
async function mergeRows(userId: string, intoUserId: string, { services, hasTimeLeft }: MergeDeps): Promise<boolean> {
  let isFirst = true;
  for (const { campaignId, row } of await services.rows.listByUser(userId)) {
    if (row.mergedInto !== undefined) continue;
    if (!isFirst && !hasTimeLeft()) return false;
    isFirst = false;
    await mergeUserRow({ userId, campaignId }, intoUserId, services);
  }
  return true;
}

/** Merges the row of a user into that of another one, in one step: no wave finds the enrollments of the user in neither of the two, nor in both. */
async function mergeUserRow(key: RowKey, intoUserId: string, services: Services): Promise<void> {
  const { campaignId } = key;
  const campaign = await services.campaigns.get(campaignId);
  if (campaign?.publication === undefined) throw new Error(`campaign ${campaignId}: has rows but no publication`);
  const { followUp } = await services.followUps.getByPublication(campaignId, campaign.publication.number);
  const { comparison } = followUp;
  const readRow = async () => {
    const row = await services.rows.read(key);
    return comparison !== undefined && needsComparedValues(row, comparison)
      ? addComparedValues(row, comparison, services)
      : row;
  };
  const readMerged = async (located: LocatedRow): Promise<MergeInput> => {
    const row = await readRow();
    const archivedMarks = [
      ...(await readMarks({ key, row }, listComparedValues(located.row), services)).map((mark) => ({
        ...mark,
        id: tagMergedId(key.userId, mark.id),
      })),
      ...(await readMarks(located, listComparedValues(row), services)),
    ];
    const archivedTriggers = await findArchived({ key, row }, located, services);
    return { kind: 'merge', userId: key.userId, row, archivedMarks, archivedTriggers };
  };
  const input: MergeInput = {
    kind: 'merge',
    userId: key.userId,
    row: await services.rows.read(key),
    archivedMarks: [],
    archivedTriggers: new Set(),
  };
  if (input.row.rev === 0 || input.row.mergedInto !== undefined) return;
  await changeRow({ followUp, userId: intoUserId, input, readMerged }, services);
}

function listComparedValues({ live }: Row): string[] {
  return [...new Set(live.flatMap(({ state, compared }) => (state === 'claimed' ? [] : (compared?.values ?? []))))];
}

/** Returns the live triggers of a row, as the other row names them, that were decided there before and are archived (R49). */
async function findArchived(
  { key, row }: { readonly key: RowKey; readonly row: Row },
  into: LocatedRow,
  { rows }: Pick<Services, 'rows'>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (!into.row.hasKnown) return found;
  for (const { trigger } of row.live) {
    const id = tagMergedId(key.userId, trigger);
    if (!isDecided(into.row, id) && (await rows.hasDecidedTrigger(into.key, id))) found.add(id);
  }
  return found;
}
