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
