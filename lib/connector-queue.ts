import { Duration, Lazy, Validations } from 'aws-cdk-lib';
import type { IRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';
import type { Settings } from './settings.ts';

/** The longest SQS keeps a message. */
const OPERATOR_RETENTION = Duration.days(14);
/** The age of a dead letter counts from its first queue: ten days are left to look at it. */
const WORK_RETENTION = Duration.days(4);
const MAX_DELIVERIES = 6;

type EncryptionSettings = Pick<Settings, 'encryptionKey'>;

/** A queue that Lambdas and rules of EventBridge are let at, and nobody else. */
export class ConnectorQueue extends Queue {
  readonly #rules: string[] = [];

  /** Lets a Lambda send to the queue. */
  accessToSend(variable: EnvironmentVariable): Access {
    const statements = [allowActions(['sqs:SendMessage'], this.queueArn), ...allowKey(this.encryptionMasterKey)];
    return { variable, value: this.queueUrl, statements };
  }

  /** Lets a rule put events into the queue. One statement serves all rules: SQS takes policies of 8 KB, and of twenty statements. */
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

/** A queue that people empty: encrypted at rest and on the way, kept as long as SQS keeps anything. */
export class OperatorQueue extends ConnectorQueue {
  constructor(scope: Construct, id: string, { encryptionKey }: EncryptionSettings) {
    super(scope, id, { ...createEncryptionProps(encryptionKey), retentionPeriod: OPERATOR_RETENTION });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Nothing reads this queue but people: no delivery of it can fail, so it has no dead letters.',
    });
  }
}

/** How long a queue hides a message from others while it is worked on. */
export interface WorkQueueProps extends EncryptionSettings {
  readonly visibilityTimeout: Duration;
}

/** A queue of work for a Lambda; what it could not do in six deliveries lies among the dead letters. */
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

function createEncryptionProps(key: EncryptionSettings['encryptionKey']) {
  return key === undefined
    ? { enforceSSL: true, encryption: QueueEncryption.SQS_MANAGED }
    : { enforceSSL: true, encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}
