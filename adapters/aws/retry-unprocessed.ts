import { backoff } from './backoff.ts';

/** The maximum number of attempts for items that the service does not accept. */
const MAX_ATTEMPTS = 6;

/**
 * Puts items, and again those that the service did not accept. An accepted item counts as such, whatever the result of the others. A
 * call that fails as a whole was retried by the SDK, and is not retried here.
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
