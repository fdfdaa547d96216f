import { pause } from './backoff.ts';

/** How often what a service did not take is put again. */
const MOST_ATTEMPTS = 6;

/**
 * A call may fail in part: those items are put again, alone. What was taken was taken, whatever becomes of the others.
 * A call that fails wholly was made again by the SDK already, and is not made again here.
 */
export async function untilTaken<Item, Result>(
  items: readonly Item[],
  put: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
): Promise<PromiseSettledResult<Result>[]> {
  const told: PromiseSettledResult<Result>[] = items.map(() => ({ status: 'rejected', reason: undefined }));
  let rest = [...items.entries()];
  for (let attempt = 0; attempt < MOST_ATTEMPTS && rest.length > 0; attempt++) {
    if (attempt > 0) await pause(attempt);
    const answers = await put(rest.map(([, item]) => item)).catch((reason: unknown) => ({ reason }));
    for (const [place, [index]] of rest.entries()) {
      told[index] = 'reason' in answers ? { status: 'rejected', ...answers } : (answers[place] ?? UNSAID);
    }
    if ('reason' in answers) break;
    rest = rest.filter(([index]) => told[index]?.status === 'rejected');
  }
  return told;
}

const UNSAID: PromiseRejectedResult = { status: 'rejected', reason: new Error('expected an answer for each item') };
