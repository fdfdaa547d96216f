import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MINUTE, type Span } from '../core/contracts/span.ts';

/** After this a token is read again: one that was changed counts soon. */
const REMEMBERED_FOR: Span = 5 * MINUTE;

/** The token that Braze Currents must bring, as the secret has it. */
export function currentsTokenOf(secretId: string | undefined, now: () => number): () => Promise<string | undefined> {
  const client = new SecretsManagerClient({ maxAttempts: 4, requestHandler: { requestTimeout: 3_000 } });
  let known: { readonly at: number; readonly token: string | undefined } | undefined;
  return async () => {
    if (secretId === undefined) return undefined;
    if (known !== undefined && now() - known.at < REMEMBERED_FOR) return known.token;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    known = { at: now(), token: SecretString };
    return SecretString;
  };
}
