import type { Instant } from '../core/contracts/instant.ts';
import type { DecisionInput } from '../core/decide/input.ts';
import { createEnrollmentId, tagMergedId } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { Profile } from '../core/profile.ts';
import type { Row, RowKey } from '../core/row.ts';
import { MAX_MERGES } from './follow-merges.ts';

/** The row that a change concerns: that of its user, or of the user into whom that one was merged. */
export interface LocatedRow {
  readonly key: RowKey;
  readonly row: Row;
  /** The rows that lead to it: those of merged users. */
  readonly stubs: readonly { readonly key: RowKey; readonly row: Row }[];
  /** The cut of a deletion of a user on the way. */
  readonly deletedUntil: Instant | undefined;
}

/** A row as it was just read, and the reading of its user's profile, if the caller has one of its own. */
interface OwnRow {
  readonly read: Row;
  readonly readOwn?: (() => Promise<Profile | undefined>) | undefined;
}

/**
 * Returns the row of a user and a follow-up, of which the user's own was just read. The row of a merged user is a stub that leads to the
 * row of the other user. Where there is no row, the profile says whether the user was merged, or deleted: a row that is about to be created
 * gets the cut of the deletion (R65). The read of the profile follows that of the row, so that a sweep which finds no row comes before a
 * second one that does.
 */
export async function locateRow(
  { userId, campaignId }: RowKey,
  { read, readOwn }: OwnRow,
  { rows, profiles }: Pick<Services, 'rows' | 'profiles'>,
): Promise<LocatedRow> {
  const stubs: { key: RowKey; row: Row }[] = [];
  let deletedUntil: Instant | undefined;
  let user = userId;
  const follow = (next: string, cut: Instant | undefined) => {
    user = next;
    if (cut !== undefined) deletedUntil = Math.max(cut, deletedUntil ?? cut);
  };
  for (let followed = 0; followed < MAX_MERGES; followed += 1) {
    const key = { userId: user, campaignId };
    const row = followed === 0 ? read : await rows.read(key);
    if (row.mergedInto !== undefined) {
      stubs.push({ key, row });
      follow(row.mergedInto, row.deletedUntil);
      continue;
    }
    if (row.rev > 0) return { key, row, stubs, deletedUntil };
    const profile = user === userId && readOwn !== undefined ? await readOwn() : await profiles.get(user);
    const cut = profile?.deletedUntil;
    if (profile?.mergedInto === undefined)
      return { key, row: cut === undefined ? row : { ...row, deletedUntil: cut }, stubs, deletedUntil };
    follow(profile.mergedInto, cut);
  }
  throw new Error(`row of campaign ${campaignId}: its user was merged more than ${MAX_MERGES} times`);
}

/** Returns an input as the row of the user sees it into whom its own user was merged: its event has another identity, and the same enrollment. */
export function routeInput(
  input: DecisionInput,
  { userId }: Pick<RowKey, 'userId'>,
  { key }: LocatedRow,
): DecisionInput {
  if (key.userId === userId || !('event' in input)) return input;
  const id = tagMergedId(userId, input.event.id);
  if (input.kind === 'exception') return { ...input, event: { ...input.event, id } };
  if (input.kind === 'conversion') return { ...input, event: { ...input.event, id } };
  const enrollmentId = createEnrollmentId(key.campaignId, userId, input.event.id);
  return { ...input, event: { ...input.event, id, enrollmentId } };
}
