import { addMerge, EMPTY_MERGE_HISTORY, findFirstMergeAt } from '../core/merge-history.ts';
import type { Services } from '../core/ports.ts';
import { retryContendedWrite } from '../core/retry.ts';

/** The error of the first merge of an installation, until every reader knows that users are merged. It comes again in seconds. */
class FirstMergeError extends Error {
  constructor() {
    super('the first merge: it comes again, when all functions know that users are merged');
    this.name = 'FirstMergeError';
  }
}

/** Returns whether users may have been merged. If not, no merge was done before this call. */
export async function mayHaveMerged({ mergeHistory }: Pick<Services, 'mergeHistory'>): Promise<boolean> {
  return (await mergeHistory.getRecent()).state.hasMerged;
}

/** Writes with the first campaign of an installation that no user was merged. If there are campaigns, or merges, it writes nothing. */
export async function recordFirstCampaign({
  mergeHistory,
  campaigns,
}: Pick<Services, 'mergeHistory' | 'campaigns'>): Promise<void> {
  // A history that was written once stays so: an old read is enough.
  if ((await mergeHistory.getRecent()).state.rev > 0 || (await mergeHistory.read()).rev > 0) return;
  if ((await campaigns.list()).items.length > 0) return;
  // If a merge came first, it stands in the history.
  await mergeHistory.write(EMPTY_MERGE_HISTORY);
}

/** Writes that a user is about to be merged. Throws until every reader of the history knows of the first merge. */
export async function recordMerge({
  mergeHistory,
  clock,
  backoff,
}: Pick<Services, 'mergeHistory' | 'clock' | 'backoff'>): Promise<void> {
  const history = await retryContendedWrite({ what: 'history of merges', wait: backoff }, async () => {
    const before = await mergeHistory.read();
    const after = addMerge(before, clock.now());
    return after === before || (await mergeHistory.write(after)) ? after : undefined;
  });
  if (clock.now() < findFirstMergeAt(history, mergeHistory.maxAge)) throw new FirstMergeError();
}
