import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createClientConfig } from '../../adapters/aws/clients.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';

/** Creates a function that reads a secret. It gives up soon: the work of the invocation waits for it. `content` names the secret in errors. */
export function createSecretReader(secretId: string, content: string, deadline: Deadline): () => Promise<string> {
  const client = new SecretsManagerClient(
    createClientConfig(deadline, { requestTimeoutMs: 1_000, maxRequestTimeoutMs: 2_000, maxAttempts: 2 }),
  );
  return async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new Error(`${content}: expected text in its secret`);
    return SecretString;
  };
}

/** Creates a function that reads a secret that never changes: at its first use, and not again. What needs it fails while it cannot be read. */
export function createKeptSecretReader(secretId: string, content: string, deadline: Deadline): () => Promise<string> {
  const read = createSecretReader(secretId, content, deadline);
  let kept: Promise<string> | undefined;
  return () => {
    kept ??= read().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}
