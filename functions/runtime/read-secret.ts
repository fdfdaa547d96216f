import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type CallLimits, createClientConfig } from '../../adapters/aws/clients.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';

/** Creates a function that returns the text of a secret, or undefined if it has none. It keeps its connection. */
export function createReadSecret(
  deadline: Deadline,
  limits: CallLimits,
): (secretId: string) => Promise<string | undefined> {
  const client = new SecretsManagerClient(createClientConfig(deadline, limits));
  return async (secretId) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return SecretString;
  };
}
