import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetAccountCommand, SESv2Client, SendEmailCommand, type SendEmailCommandOutput } from '@aws-sdk/client-sesv2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { onTestFinished, vi } from 'vitest';
import type { Around } from '../../doubles/tally.ts';
import { SENDER_SECRETS } from './sender-environment.ts';

/** Sets variables of the environment until the test ends. */
export function stubEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

/** Answers the requests to Secrets Manager until the test ends. Each goes through a wrapper, as those to stand-ins do. */
export function stubSecrets(around: Around): void {
  const secrets = mockClient(SecretsManagerClient);
  secrets
    .on(GetSecretValueCommand)
    .callsFake(({ SecretId }) =>
      around(`GetSecretValue ${SecretId}`, () => ({ SecretString: SENDER_SECRETS[SecretId] })),
    );
  onTestFinished(() => {
    secrets.restore();
  });
}

/** Answers the requests for a parameter of Systems Manager until the test ends, through a wrapper. */
export function stubParameter(name: string, value: string, around: Around): void {
  const parameters = mockClient(SSMClient);
  parameters
    .on(GetParameterCommand, { Name: name })
    .callsFake(({ Name }) => around(`GetParameter ${Name}`, () => ({ Parameter: { Value: value } })));
  onTestFinished(() => {
    parameters.restore();
  });
}

/** Answers the requests to SES until the test ends, an email as a function answers it, by its receiver and its subject. */
export function stubSes(
  around: Around,
  answer: (to: string, subject: string) => Partial<SendEmailCommandOutput>,
): void {
  const ses = mockClient(SESv2Client);
  ses
    .on(SendEmailCommand)
    .callsFake(({ Destination, Content }) =>
      around('SendEmail', () => answer(Destination?.ToAddresses?.[0] ?? '', Content?.Simple?.Subject?.Data ?? '')),
    );
  ses.on(GetAccountCommand).callsFake(() => around('GetAccount', () => ({ SendQuota: { MaxSendRate: 14 } })));
  onTestFinished(() => {
    ses.restore();
  });
}
