import { Duration, Lazy, Validations } from 'aws-cdk-lib';
import type { IRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';
import type { Settings } from './settings.ts';

/** The maximum retention of SQS. */
const OPERATOR_RETENTION = Duration.days(14);
/** The retention of work queues. The age of a dead letter counts from its first queue, so ten days remain to look at it. */
const WORK_RETENTION = Duration.days(4);
const MAX_DELIVERIES = 6;

type EncryptionSettings = Pick<Settings, 'encryptionKey'>;

/** A queue to which only Lambda functions with access and allowed rules of EventBridge can send. */
export class ConnectorQueue extends Queue {
  readonly #rules: string[] = [];

  /** Returns the access with which a Lambda function sends to the queue. */
  accessToSend(variable: EnvironmentVariable): Access {
    const statements = [allowActions(['sqs:SendMessage'], this.queueArn), ...allowKey(this.encryptionMasterKey)];
    return { variable, value: this.queueUrl, statements };
  }

  /** Allows a rule to send events to the queue. All rules share one statement: SQS limits a policy to 8 KB and twenty statements. */
  allowRule({ ruleArn }: IRule): void {
    this.#rules.push(ruleArn);
    if (this.#rules.length > 1) return;
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': Lazy.list({ produce: () => this.#rules }) } },
      }),
    );
  }
}

/** A queue that operators empty: encrypted at rest and in transit, with the maximum retention of 14 days. */
export class OperatorQueue extends ConnectorQueue {
  constructor(scope: Construct, id: string, { encryptionKey }: EncryptionSettings) {
    super(scope, id, { ...createEncryptionProps(encryptionKey), retentionPeriod: OPERATOR_RETENTION });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Only people read this queue: no delivery of it can fail, so it needs no dead-letter queue.',
    });
  }
}

/** The encryption of a work queue, and the time for which it hides a message that is being processed. */
export interface WorkQueueProps extends EncryptionSettings {
  readonly visibilityTimeout: Duration;
}

/** A queue whose messages a Lambda function processes, with a dead-letter queue for messages that failed in six deliveries. */
export class WorkQueue extends ConnectorQueue {
  readonly deadLetters: OperatorQueue;

  constructor(scope: Construct, id: string, { encryptionKey, visibilityTimeout }: WorkQueueProps) {
    const deadLetters = new OperatorQueue(scope, `${id}DeadLetters`, { ...(encryptionKey && { encryptionKey }) });
    super(scope, id, {
      ...createEncryptionProps(encryptionKey),
      visibilityTimeout,
      retentionPeriod: WORK_RETENTION,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_DELIVERIES },
    });
    this.deadLetters = deadLetters;
  }
}

/** Returns the properties of a queue that is encrypted at rest, with a key or with that of SQS, and in transit. */
export function createEncryptionProps(key: EncryptionSettings['encryptionKey']) {
  return key === undefined
    ? { enforceSSL: true, encryption: QueueEncryption.SQS_MANAGED }
    : { enforceSSL: true, encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}
