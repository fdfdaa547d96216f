import type { CallLimits } from '../../adapters/aws/clients.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createLazySecretReader } from './secret-reader.ts';

/** The age at which a token is read again, so that a changed one counts soon. */
const CACHE_DURATION: TimeSpan = 5 * MINUTE;
/** The limits of a call that a request of Currents waits for. */
const LIMITS: CallLimits = { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 6_000, maxAttempts: 4 };

/** The clock by which a token ages, and the deadline of the invocation. */
export interface CurrentsTokenDeps {
  readonly now: () => number;
  readonly deadline: Deadline;
}

/** Creates a function that reads the token which Braze Currents must send, from its secret. */
export function createCurrentsTokenReader(secretId: string | undefined, { now, deadline }: CurrentsTokenDeps) {
  const read = secretId === undefined ? undefined : createLazySecretReader(secretId, deadline, LIMITS);
  let cached: { readonly at: number; readonly token: string | undefined } | undefined;
  return async (): Promise<string | undefined> => {
    if (read === undefined) return undefined;
    if (cached !== undefined && now() - cached.at < CACHE_DURATION) return cached.token;
    const token = await read();
    cached = { at: now(), token };
    return token;
  };
}
