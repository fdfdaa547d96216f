import { tagMergedId } from '../identity.ts';
import type { LiveEnrollment } from '../live-enrollment.ts';
import type { Row } from '../row.ts';
import type { MergeInput } from './input.ts';
import { isDecided } from './working-row.ts';

/**
 * Returns the live triggers of two rows, those of the merged user with the ids of that user. A trigger of the merged user may be in both:
 * a writer that did not see the merge wrote it into the old row, and a repeat of it into the new one. It stays live once, and not at all
 * if it was decided in the other row, unless its message is just leaving.
 */
export function uniteLive(row: Row, input: MergeInput): LiveEnrollment[] {
  const merged = tagLive(input);
  const mergedDecided = { decided: input.row.decided.map(({ id, at }) => ({ id: tagMergedId(input.userId, id), at })) };
  const isOver = (enrollment: LiveEnrollment, other: Row, isDecidedThere: boolean) =>
    isDecidedThere && (enrollment.state !== 'claimed' || isDispatched(other, enrollment));
  const kept = row.live.filter((each) => {
    const same = merged.find(({ enrollmentId }) => enrollmentId === each.enrollmentId);
    if (same?.state === 'claimed' && each.state !== 'claimed') return false;
    return !isOver(each, input.row, isDecided(mergedDecided, each.trigger));
  });
  const added = merged.filter((each) => {
    if (kept.some(({ enrollmentId }) => enrollmentId === each.enrollmentId)) return false;
    return !isOver(each, row, isDecided(row, each.trigger) || input.archivedTriggers.has(each.trigger));
  });
  return [...kept, ...added];
}

function tagLive({ userId, row }: MergeInput): LiveEnrollment[] {
  return row.live.map((each) => ({ ...each, trigger: tagMergedId(userId, each.trigger) }));
}

function isDispatched({ decisions }: Row, { enrollmentId }: LiveEnrollment): boolean {
  return decisions.some((each) => each.enrollmentId === enrollmentId && each.decision === 'dispatched');
}
