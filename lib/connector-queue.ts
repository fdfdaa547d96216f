import { Aws, Duration, Lazy, Validations } from 'aws-cdk-lib';
import type { IRule } from 'aws-cdk-lib/aws-events';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';
import { MAX_DELIVERIES } from '../core/contracts/redelivery.ts';
import { type Access, allowActions, allowDelivery, allowKey } from './access.ts';
import type { Settings } from './settings.ts';

/** The maximum retention of SQS. */
const OPERATOR_RETENTION = Duration.days(14);
/** The retention of work queues. The age of a dead letter counts from its first queue, so ten days remain to look at it. */
const WORK_RETENTION = Duration.days(4);
/** The maximum of SQS: what EventBridge accepts as an event reaches its queue, so that it is refused there with a reason (R61). */
const MAX_MESSAGE_BYTES = 1024 * 1024;

type EncryptionSettings = Pick<Settings, 'encryptionKey'>;

/** A queue to which only Lambda functions with access and allowed rules of EventBridge can send. */
export class ConnectorQueue extends Queue {
  readonly #ruleArns = new Set<string>();

  /** Returns the access with which a Lambda function sends to the queue. */
  accessToSend(variable: EnvironmentVariable): Access {
    const statements = [allowActions(['sqs:SendMessage'], this.queueArn), ...allowKey(this.encryptionMasterKey)];
    return { variable, value: this.queueUrl, statements };
  }

  /** Returns the access with which the Lambda function that reads the queue decides when a message that failed is delivered again. */
  accessToRedeliver(variable: EnvironmentVariable): Access {
    return {
      variable,
      value: this.queueUrl,
      statements: [allowActions(['sqs:ChangeMessageVisibility'], this.queueArn)],
    };
  }

  /**
   * Allows a rule to send events to the queue, by a pattern of its ARN: the policy is deployed before the rule, because EventBridge
   * does not retry what it has no permission for. All rules share one statement: SQS limits a policy to 8 KB and twenty statements.
   */
  allowRule(rule: IRule, ruleArn: string): void {
    const isFirst = this.#ruleArns.size === 0;
    this.#ruleArns.add(ruleArn);
    if (isFirst) this.#allowRules();
    rule.node.addDependency(this.node.findChild('Policy'));
  }

  #allowRules(): void {
    const ruleArn = Lazy.list({ produce: () => [...this.#ruleArns] });
    this.addToResourcePolicy(allowDelivery({ queueArn: this.queueArn, ruleArn, account: Aws.ACCOUNT_ID }));
  }
}

/** A queue that operators empty: encrypted at rest and in transit, with the maximum retention of 14 days. */
export class OperatorQueue extends ConnectorQueue {
  constructor(scope: Construct, id: string, { encryptionKey }: EncryptionSettings) {
    super(scope, id, { ...createQueueProps(encryptionKey), retentionPeriod: OPERATOR_RETENTION });
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

/** A queue whose messages a Lambda function processes, with a dead-letter queue for messages that failed in fifteen deliveries. */
export class WorkQueue extends ConnectorQueue {
  readonly deadLetters: OperatorQueue;

  constructor(scope: Construct, id: string, { encryptionKey, visibilityTimeout }: WorkQueueProps) {
    const deadLetters = new OperatorQueue(scope, `${id}DeadLetters`, { ...(encryptionKey && { encryptionKey }) });
    super(scope, id, {
      ...createQueueProps(encryptionKey),
      visibilityTimeout,
      retentionPeriod: WORK_RETENTION,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_DELIVERIES },
    });
    this.deadLetters = deadLetters;
  }
}

/** Returns the properties of a queue that is encrypted at rest, with a key or with that of SQS, and in transit, and takes messages of up to 1 MiB. */
export function createQueueProps(key: EncryptionSettings['encryptionKey']) {
  const encryption =
    key === undefined
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
  return { ...encryption, enforceSSL: true, maxMessageSizeBytes: MAX_MESSAGE_BYTES };
}
