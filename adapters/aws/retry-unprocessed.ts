import { backoff } from './backoff.ts';

/** How often what a service did not take is put again. */
const MAX_ATTEMPTS = 6;

/**
 * A call may fail in part: those items are put again, alone. What was taken was taken, whatever becomes of the others.
 * A call that fails wholly was made again by the SDK already, and is not made again here.
 */
export async function retryUnprocessed<Item, Result>(
  items: readonly Item[],
  put: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = items.map(() => ({ status: 'rejected', reason: undefined }));
  let unprocessed = [...items.entries()];
  for (let attempt = 0; attempt < MAX_ATTEMPTS && unprocessed.length > 0; attempt++) {
    if (attempt > 0) await backoff(attempt);
    const attemptResults = await put(unprocessed.map(([, item]) => item)).catch((reason: unknown) => ({ reason }));
    for (const [position, [index]] of unprocessed.entries()) {
      results[index] =
        'reason' in attemptResults
          ? { status: 'rejected', ...attemptResults }
          : (attemptResults[position] ?? MISSING_RESULT);
    }
    if ('reason' in attemptResults) break;
    unprocessed = unprocessed.filter(([index]) => results[index]?.status === 'rejected');
  }
  return results;
}

const MISSING_RESULT: PromiseRejectedResult = {
  status: 'rejected',
  reason: new Error('expected an answer for each item'),
};
