import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';

/** A resource that a Lambda function may use: the environment variable with its name, and the permissions. */
export interface Access {
  readonly variable: EnvironmentVariable;
  readonly value: string;
  readonly statements: readonly PolicyStatement[];
}

/** Returns a statement that allows actions on resources. */
export function allowActions(actions: readonly string[], ...resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}

/** Returns the permission to read and write what a key encrypts; none where the services' own keys are used. */
export function allowKey(key: IKey | undefined): PolicyStatement[] {
  return key === undefined ? [] : [allowActions(['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], key.keyArn)];
}

/** The queue that rules deliver to, the ARN of the rules or a pattern of it, or several, and their account. */
export interface DeliveryProps {
  readonly queueArn: string;
  readonly ruleArn: string | string[];
  readonly account: string;
}

/** Returns the statement of a queue that lets rules of EventBridge deliver to it. Those of another account do not pass for them. */
export function allowDelivery({ queueArn, ruleArn, account }: DeliveryProps): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': ruleArn }, StringEquals: { 'aws:SourceAccount': account } },
  });
}
