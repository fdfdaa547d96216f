import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/**
 * Allows SES to publish to a topic that a key encrypts, and SNS to deliver from it to a queue. The policy of an imported key must already
 * allow it. SES documents no condition for its part: with one, its events would be lost wherever it does not name its source.
 */
export function allowEmailEventsToUseKey(key: IKey): void {
  const allowService = (service: string, conditions: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions,
      }),
    );
  const topics = `arn:${Aws.PARTITION}:sns:${Stack.of(key).region}:${Aws.ACCOUNT_ID}:*`;
  allowService('ses.amazonaws.com', {});
  allowService('sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': topics } });
}

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
