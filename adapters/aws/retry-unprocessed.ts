import { retry } from '../../core/retry.ts';
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
  const putUnprocessed = async (): Promise<true | undefined> => {
    const attemptResults = await put(unprocessed.map(([, item]) => item)).catch((reason: unknown) => ({ reason }));
    for (const [position, [index]] of unprocessed.entries()) {
      results[index] =
        'reason' in attemptResults
          ? { status: 'rejected', ...attemptResults }
          : (attemptResults[position] ?? MISSING_RESULT);
    }
    if ('reason' in attemptResults) return true;
    unprocessed = unprocessed.filter(([index]) => results[index]?.status === 'rejected');
    return unprocessed.length === 0 || undefined;
  };
  if (items.length > 0)
    await retry({ maxAttempts: MAX_ATTEMPTS, wait: (retries) => backoff(retries + 1) }, putUnprocessed);
  return results;
}

const MISSING_RESULT: PromiseRejectedResult = {
  status: 'rejected',
  reason: new Error('expected an answer for each item'),
};
