import type { UserMerge } from '../core/contracts/event.ts';
import { DAY } from '../core/contracts/time-span.ts';
import { isForgotten } from '../core/erasure.ts';
import { digest } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { retryContendedWrite } from '../core/retry.ts';
import { judgeMerge, type MergeVerdict, mergeProfiles } from '../core/user-merge.ts';
import { type DeletionServices, eraseMerged } from './delete-user.ts';
import { listMerged } from './follow-merges.ts';
import { recordMerge } from './merge-history.ts';

/** The services that a merge needs. */
export type MergeServices = DeletionServices & Pick<Services, 'merges' | 'mergeHistory' | 'refusals' | 'log'>;

/**
 * Merges a user into another (R65): in one step the profile of the one says where it went, and that of the other has the fields of both. From then on
 * each writer that creates a row for the merged user finds the other one. All else follows in sweeps, which begin now. A repeat only lets those go on
 * that a crash may have left. The first merge of an installation waits until every reader knows that there are some. A merge that would close a
 * circle, or make too long a chain, is kept as refused.
 */
export async function mergeUsers(merge: UserMerge, services: MergeServices): Promise<void> {
  const verdict = await retryContendedWrite({ what: 'merge', wait: services.backoff }, () =>
    mergeOnce(merge, services),
  );
  if (verdict.kind === 'refused') return refuseMerge(merge, verdict.message, services);
  await coverByDeletion(merge, services);
  for (const { userId, profile } of await listMerged(merge.userId, services.profiles.get))
    if (profile?.mergedInto !== undefined) await services.merges.schedule(userId, services.clock.now());
}

/** Writes both profiles of a merge, if nothing speaks against it. Returns undefined if one of the users was merged meanwhile. */
async function mergeOnce(
  { userId, intoUserId }: UserMerge,
  services: Pick<Services, 'profiles' | 'clock' | 'mergeHistory' | 'backoff'>,
): Promise<MergeVerdict | undefined> {
  const { profiles, clock } = services;
  const verdict = judgeMerge(await listMerged(userId, profiles.get), await listMerged(intoUserId, profiles.get));
  if (verdict.kind !== 'merge') return verdict;
  const { from, into } = verdict;
  await recordMerge(services);
  let isWritten = false;
  await profiles.updateBoth([from, into], (merged, kept) => {
    const changed = mergeProfiles([merged, kept], { from, into, now: clock.now() });
    isWritten = changed !== undefined;
    return changed;
  });
  return isWritten ? verdict : undefined;
}

/** Extends a deletion that came first, although it was done after the merge, to the merged user (R65). */
async function coverByDeletion({ userId, at }: UserMerge, services: MergeServices): Promise<void> {
  const path = await listMerged(userId, services.profiles.get);
  const { userId: into, profile } = path.at(-1) ?? path[0];
  if (profile?.deletedUntil !== undefined && isForgotten(at, profile.deletedUntil)) await eraseMerged(into, services);
}

/** Keeps a refused merge, once a day however often it comes. */
async function refuseMerge(
  { source, id, detail }: UserMerge,
  message: string,
  { clock, refusals, log }: Pick<Services, 'clock' | 'refusals' | 'log'>,
): Promise<void> {
  const at = clock.now();
  const entry = { Source: source, DetailType: 'Users Merged', Detail: detail };
  const refusalKey = { id: digest('merge refused', source, id, JSON.stringify(detail)), since: at - (at % DAY) };
  await refusals.add({ code: 'MergeRefused', message: `Detail: ${message}`, at, entry }, refusalKey);
  log.warn('MERGE_REFUSED', { source, eventId: id, reason: message });
}
