import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createClientConfig } from '../../adapters/aws/clients.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';

/** After this a token is read again: one that was changed counts soon. */
const CACHE_DURATION: TimeSpan = 5 * MINUTE;

/** By which clock a token ages, and when the invocation that asks for it must have ended. */
export interface CurrentsTokenDeps {
  readonly now: () => number;
  readonly deadline: Deadline;
}

/** The token that Braze Currents must bring, as the secret has it. */
export function createCurrentsTokenReader(secretId: string | undefined, { now, deadline }: CurrentsTokenDeps) {
  const client = new SecretsManagerClient(
    createClientConfig(deadline, { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 6_000, maxAttempts: 4 }),
  );
  let cached: { readonly at: number; readonly token: string | undefined } | undefined;
  return async (): Promise<string | undefined> => {
    if (secretId === undefined) return undefined;
    if (cached !== undefined && now() - cached.at < CACHE_DURATION) return cached.token;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    cached = { at: now(), token: SecretString };
    return SecretString;
  };
}
