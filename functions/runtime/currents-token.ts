import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { calling } from '../../adapters/aws/clients.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';
import { MINUTE, type Span } from '../../core/contracts/span.ts';

/** After this a token is read again: one that was changed counts soon. */
const REMEMBERED_FOR: Span = 5 * MINUTE;

/** By which clock a token ages, and when the invocation that asks for it must have ended. */
export interface TokenDeps {
  readonly now: () => number;
  readonly deadline: Deadline;
}

/** The token that Braze Currents must bring, as the secret has it. */
export function currentsTokenOf(secretId: string | undefined, { now, deadline }: TokenDeps) {
  const client = new SecretsManagerClient(
    calling(deadline, { requestTimeout: 3_000, longestTimeout: 6_000, maxAttempts: 4 }),
  );
  let known: { readonly at: number; readonly token: string | undefined } | undefined;
  return async (): Promise<string | undefined> => {
    if (secretId === undefined) return undefined;
    if (known !== undefined && now() - known.at < REMEMBERED_FOR) return known.token;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    known = { at: now(), token: SecretString };
    return SecretString;
  };
}
