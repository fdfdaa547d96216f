import { Duration, Lazy, Validations } from 'aws-cdk-lib';
import type { IRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Variable } from '../core/contracts/environment.ts';
import { type Access, allow, allowKey } from './access.ts';
import type { Settings } from './settings.ts';

/** The longest SQS keeps a message. */
const KEPT_FOR_OPERATORS = Duration.days(14);
/** The age of a dead letter counts from its first queue: ten days are left to look at it. */
const KEPT_FOR_WORK = Duration.days(4);
const MOST_DELIVERIES = 6;

type Encryption = Pick<Settings, 'encryptionKey'>;

/** A queue that Lambdas and rules of EventBridge are let at, and nobody else. */
export class SafeQueue extends Queue {
  readonly #rules: string[] = [];

  /** Lets a Lambda send to the queue. */
  toSend(variable: Variable): Access {
    const statements = [allow(['sqs:SendMessage'], this.queueArn), ...allowKey(this.encryptionMasterKey)];
    return { variable, value: this.queueUrl, statements };
  }

  /** Lets a rule put events into the queue. One statement serves all rules: SQS takes policies of 8 KB, and of twenty statements. */
  letIn({ ruleArn }: IRule): void {
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
export class OperatorQueue extends SafeQueue {
  constructor(scope: Construct, id: string, { encryptionKey }: Encryption) {
    super(scope, id, { ...safely(encryptionKey), retentionPeriod: KEPT_FOR_OPERATORS });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Nothing reads this queue but people: no delivery of it can fail, so it has no dead letters.',
    });
  }
}

/** How long a queue hides a message from others while it is worked on. */
export interface WorkQueueProps extends Encryption {
  readonly visibilityTimeout: Duration;
}

/** A queue of work for a Lambda; what it could not do in six deliveries lies among the dead letters. */
export class WorkQueue extends SafeQueue {
  readonly deadLetters: OperatorQueue;

  constructor(scope: Construct, id: string, { encryptionKey, visibilityTimeout }: WorkQueueProps) {
    const deadLetters = new OperatorQueue(scope, `${id}DeadLetters`, { ...(encryptionKey && { encryptionKey }) });
    super(scope, id, {
      ...safely(encryptionKey),
      visibilityTimeout,
      retentionPeriod: KEPT_FOR_WORK,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MOST_DELIVERIES },
    });
    this.deadLetters = deadLetters;
  }
}

function safely(key: Encryption['encryptionKey']) {
  return key === undefined
    ? { enforceSSL: true, encryption: QueueEncryption.SQS_MANAGED }
    : { enforceSSL: true, encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}
