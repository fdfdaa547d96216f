/** The limits of a retry. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Waits before the next attempt, by the number of retries before it: 0, 1, 2. If absent, the next attempt follows at once. */
  readonly wait?: (retries: number) => Promise<void>;
}

/**
 * Calls work until it returns a result other than undefined, and returns that. Returns undefined after the last attempt: the caller
 * knows what that means. An error of the work is thrown at once.
 */
export async function retry<Result>(
  { maxAttempts, wait }: RetryPolicy,
  work: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (attempt > 0) await wait?.(attempt - 1);
    const result = await work();
    if (result !== undefined) return result;
  }
  return undefined;
}

/** The maximum number of attempts to change what other writers change at the same time. */
const MAX_CONTENDED_WRITES = 20;

/**
 * Calls work, which reads, changes and writes, until no other writer came first: then it returns a result other than undefined. Waits longer before each
 * attempt. Throws after 20 attempts, with the name of what is written. An error of the work is thrown at once.
 */
export async function retryContendedWrite<Result>(
  { what, wait }: { readonly what: string; readonly wait: (retries: number) => Promise<void> },
  work: () => Promise<Result | undefined>,
): Promise<Result> {
  const result = await retry({ maxAttempts: MAX_CONTENDED_WRITES, wait }, work);
  if (result === undefined) throw new Error(`${what}: written by others ${MAX_CONTENDED_WRITES} times in a row`);
  return result;
}
