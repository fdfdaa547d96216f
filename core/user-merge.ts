import type { Instant } from './contracts/instant.ts';
import { MINUTE, type TimeSpan } from './contracts/time-span.ts';
import { isProfileTooLarge, type Profile, uniteFields } from './profile.ts';

/** The maximum length of a chain of merges: A into B, B into C, and so on (R65). */
const MAX_MERGE_DEPTH = 5;
/** The maximum number of users who are merged into one, one after the other or at once. */
const MAX_MERGED_USERS = 100;
/** The time between a merge and its last sweep. It is longer than any writer lives that did not see the merge. */
export const LAST_SWEEP_DELAY: TimeSpan = 15 * MINUTE;

/** A user, and the users to whom it leads: those into whom it was merged, one after the other. */
export type MergePath = readonly { readonly userId: string; readonly profile: Profile | undefined }[];

/** The verdict about a merge: the two users to write, a repeat of what is done, or the reason why it is refused (R65). */
export type MergeVerdict =
  | { readonly kind: 'merge'; readonly from: string; readonly into: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly message: string };

/** Returns the verdict about a merge, by what was merged before. Both ends stand for the users to whom they lead. */
export function judgeMerge(from: MergePath, into: MergePath): MergeVerdict {
  const [fromUser, intoUser] = [from.at(-1), into.at(-1)];
  if (fromUser === undefined || intoUser === undefined) throw new Error('merge: expected two users');
  if (fromUser.userId === intoUser.userId) {
    const [fromId, intoId] = [from[0]?.userId, into[0]?.userId];
    const isRepeat = from.some(({ userId }) => userId === intoId);
    const isCircle = !isRepeat && into.some(({ userId }) => userId === fromId);
    return isCircle
      ? refuse('intoUserId was merged into fromUserId before: a merge is not turned round')
      : { kind: 'done' };
  }
  const depth = (fromUser.profile?.mergeDepth ?? 0) + 1;
  if (depth > MAX_MERGE_DEPTH)
    return refuse(`at most ${MAX_MERGE_DEPTH} merges may follow each other, this would be number ${depth}`);
  const count = 1 + countMerged(fromUser.profile) + countMerged(intoUser.profile);
  if (count > MAX_MERGED_USERS)
    return refuse(`at most ${MAX_MERGED_USERS} users may be merged into one, this would make ${count}`);
  return { kind: 'merge', from: fromUser.userId, into: intoUser.userId };
}

const refuse = (message: string): MergeVerdict => ({ kind: 'refused', message });
const countMerged = (profile: Profile | undefined): number => profile?.mergedFrom?.length ?? 0;

/** The two users of a merge, and its instant. */
interface MergeFacts {
  readonly from: string;
  readonly into: string;
  readonly now: Instant;
}

/**
 * Returns the two profiles after a merge: that of the merged user only says so, and the other one has the fields of both, of each the latest. Returns
 * undefined if one of them was merged meanwhile.
 */
export function mergeProfiles(
  [merged, kept]: readonly [Profile | undefined, Profile | undefined],
  { from, into, now }: MergeFacts,
): readonly [Profile, Profile] | undefined {
  if (merged?.mergedInto !== undefined || kept?.mergedInto !== undefined) return undefined;
  const depth = Math.max(kept?.mergeDepth ?? 0, (merged?.mergeDepth ?? 0) + 1);
  const united = uniteFields(kept, merged);
  const fitting = isProfileTooLarge(united) ? (kept ?? { fields: {} }) : united;
  return [
    { ...merged, fields: {}, mergedInto: into, mergedAt: now },
    {
      ...fitting,
      mergedFrom: [...new Set([...(kept?.mergedFrom ?? []), from, ...(merged?.mergedFrom ?? [])])],
      mergeDepth: depth,
    },
  ];
}
