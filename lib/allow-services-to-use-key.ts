import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** Allows EventBridge to deliver to queues, and CloudWatch to store logs, that a key encrypts. The policy of an imported key must already allow it. */
export function allowServicesToUseKey(key: IKey): void {
  const { region } = Stack.of(key);
  const allowService = (service: string, conditions: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: [
          'kms:Decrypt',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: ['*'],
        conditions,
      }),
    );
  allowService('events.amazonaws.com', { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } });
  const logs = `arn:${Aws.PARTITION}:logs:${region}:${Aws.ACCOUNT_ID}:log-group:*`;
  allowService(`logs.${region}.amazonaws.com`, { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } });
}
